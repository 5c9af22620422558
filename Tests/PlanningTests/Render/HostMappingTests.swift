import Planning
import Testing
import Vocabulary

/// One attribute of a service, and what the engine is asked for.
struct MappingCase: Sendable, CustomTestStringConvertible {
    var attributes: String
    var holds: @Sendable (ContainerSpecification) -> Bool
    var testDescription: String { attributes }
    init(_ attributes: String, _ holds: @escaping @Sendable (ContainerSpecification) -> Bool) {
        self.attributes = attributes
        self.holds = holds
    }
}

@Suite struct HostMappingTests {
    static let cases = [
        MappingCase("image: app/web:1") { $0.image == "app/web:1" },
        MappingCase("command: [a, b]\nentrypoint: /x y") { $0.command == ["a", "b"] && $0.entrypoint == ["/x", "y"] },
        MappingCase("environment: [B=2, A=1, C]") { $0.environment == ["A=1", "B=2", "C"] },
        MappingCase("user: \"1:2\"\nworking_dir: /w") { $0.user == "1:2" && $0.workingDirectory == "/w" },
        MappingCase("hostname: h\ndomainname: d") { $0.hostname == "h" && $0.domainname == "d" },
        MappingCase("tty: true\nstdin_open: true") { $0.tty == true && $0.openStdin == true },
        MappingCase("stop_signal: SIGINT\nstop_grace_period: 1m30s500ms") {
            $0.stopSignal == "SIGINT" && $0.stopTimeout == 91
        },
        MappingCase("healthcheck: { test: [CMD, x], interval: 1s, timeout: 2s, retries: 3, start_period: 4s }") {
            $0.healthcheck?.test == ["CMD", "x"] && $0.healthcheck?.interval == 1_000_000_000
                && $0.healthcheck?.timeout == 2_000_000_000 && $0.healthcheck?.retries == 3
                && $0.healthcheck?.startPeriod == 4_000_000_000
        },
        MappingCase("healthcheck: { disable: true }") { $0.healthcheck?.test == ["NONE"] },
        MappingCase("ports: [\"127.0.0.1:80:8080\", \"53:53/udp\", 90]\nexpose: [70, \"71/udp\"]") {
            $0.exposedPorts?.keys.sorted() == ["53/udp", "70/tcp", "71/udp", "8080/tcp", "90/tcp"]
                && $0.host.portBindings?["8080/tcp"] == [.init(hostAddress: "127.0.0.1", hostPort: "80")]
                && $0.host.portBindings?["53/udp"] == [.init(hostAddress: "", hostPort: "53")]
                && $0.host.portBindings?["90/tcp"] == [.init(hostAddress: "", hostPort: "")]
        },
        MappingCase("restart: unless-stopped") { $0.host.restartPolicy == .init(name: "unless-stopped") },
        MappingCase("restart: \"on-failure:3\"") {
            $0.host.restartPolicy == .init(name: "on-failure", maximumRetryCount: 3)
        },
        MappingCase("restart: always\ndeploy: { restart_policy: { condition: none } }") {
            $0.host.restartPolicy == .init(name: "no")
        },
        MappingCase("deploy: { restart_policy: { condition: on-failure, max_attempts: 2, delay: 5s } }") {
            $0.host.restartPolicy == .init(name: "on-failure", maximumRetryCount: 2)
        },
        MappingCase("deploy: { restart_policy: { condition: any } }") {
            $0.host.restartPolicy == .init(name: "always")
        },
        MappingCase("tty: false") { $0.host.restartPolicy == nil && $0.tty == nil && $0.host.logging == nil },
        MappingCase(
            "deploy: { resources: { limits: { memory: 64m, cpus: \"0.5\", pids: 9 }, reservations: { memory: 32m } } }"
        ) {
            $0.host.memory == 64 << 20 && $0.host.nanoCPUs == 500_000_000 && $0.host.pidsLimit == 9
                && $0.host.memoryReservation == 32 << 20
        },
        MappingCase("mem_limit: 1g\nmemswap_limit: 2g\ncpus: 1.5\nshm_size: 64m\npids_limit: 5") {
            $0.host.memory == 1 << 30 && $0.host.memorySwap == 2 << 30 && $0.host.nanoCPUs == 1_500_000_000
                && $0.host.shmSize == 64 << 20 && $0.host.pidsLimit == 5
        },
        MappingCase("cpu_shares: 5\ncpuset: \"0,1\"\ncpu_quota: 50000\noom_score_adj: 7\noom_kill_disable: true") {
            $0.host.cpuShares == 5 && $0.host.cpuset == "0,1" && $0.host.cpuQuota == 50000
                && $0.host.oomScoreAdjustment == 7 && $0.host.oomKillDisable == true
        },
        MappingCase("blkio_config: { weight: 300 }") { $0.host.blkioWeight == 300 },
        MappingCase("blkio_config: { weight_device: [{ path: /dev/sda, weight: 400 }] }") {
            $0.host.blkioWeightDevices == [.init(path: "/dev/sda", weight: 400)]
        },
        MappingCase("blkio_config: { device_read_bps: [{ path: /dev/sda, rate: 12mb }] }") {
            $0.host.blkioReadBytes == [.init(path: "/dev/sda", rate: 12 << 20)]
        },
        MappingCase("blkio_config: { device_write_iops: [{ path: /dev/sda, rate: 30 }] }") {
            $0.host.blkioWriteOperations == [.init(path: "/dev/sda", rate: 30)]
        },
        MappingCase("annotations: { a: b }") { $0.host.annotations == ["a": "b"] },
        MappingCase("privileged: true\nread_only: true\ninit: true") {
            $0.host.privileged == true && $0.host.readonlyRootfs == true && $0.host.initProcess == true
        },
        MappingCase("cap_add: [NET_ADMIN]\ncap_drop: [ALL]\ngroup_add: [\"7\"]") {
            $0.host.capabilitiesAdded == ["NET_ADMIN"] && $0.host.capabilitiesDropped == ["ALL"]
                && $0.host.groups == ["7"]
        },
        MappingCase("security_opt: [\"no-new-privileges:true\", \"systempaths=unconfined\", \"seccomp=unconfined\"]") {
            $0.host.securityOptions == ["no-new-privileges:true", "seccomp=unconfined"] && $0.host.maskedPaths == []
                && $0.host.readonlyPaths == []
        },
        MappingCase("sysctls: { net.core.somaxconn: 1024 }\nulimits: { nproc: 5, nofile: { soft: 1, hard: 2 } }") {
            $0.host.sysctls == ["net.core.somaxconn": "1024"]
                && Set($0.host.ulimits ?? []) == [
                    .init(name: "nproc", soft: 5, hard: 5), .init(name: "nofile", soft: 1, hard: 2),
                ]
        },
        MappingCase("extra_hosts: [\"a:10.0.0.1\", \"b=host-gateway\", \"c=::1\"]\ndns: 9.9.9.9\ndns_search: x") {
            Set($0.host.extraHosts ?? []) == ["a:10.0.0.1", "b:host-gateway", "c:::1"] && $0.host.dns == ["9.9.9.9"]
                && $0.host.dnsSearch == ["x"]
        },
        MappingCase("devices: [\"/dev/ttyUSB0:/dev/tty0:rw\"]") {
            $0.host.devices == [.init(pathOnHost: "/dev/ttyUSB0", pathInContainer: "/dev/tty0", permissions: "rw")]
        },
        MappingCase("deploy: { resources: { reservations: { devices: [{ capabilities: [gpu], count: 1 }] } } }") {
            $0.host.deviceRequests?.first?.capabilities == [["gpu"]] && $0.host.deviceRequests?.first?.count == 1
        },
        MappingCase("logging: { driver: journald, options: { tag: x } }") {
            $0.host.logging == .init(type: "journald", options: ["tag": "x"])
        },
        MappingCase("pid: host\nipc: shareable\nuts: host\nuserns_mode: host\ncgroup: private\nruntime: runc") {
            $0.host.pidMode == "host" && $0.host.ipcMode == "shareable" && $0.host.utsMode == "host"
                && $0.host.usernsMode == "host" && $0.host.cgroupnsMode == "private" && $0.host.runtime == "runc"
        },
        MappingCase("network_mode: none") { $0.host.networkMode == "none" && $0.networking == nil },
        MappingCase("mac_address: \"02:42:ac:11:00:05\"") {
            $0.macAddress == "02:42:ac:11:00:05"
                && $0.networking?.endpoints["app_default"]?.macAddress == "02:42:ac:11:00:05"
        },
        MappingCase("pull_policy: always\nattach: false\nbuild: .") { $0.image == "app/web:1" },
    ]

    @Test(arguments: cases) func mapped(_ example: MappingCase) throws {
        let definition = Definition(
            compose: "services:\n  web:\n    image: app/web:1\n"
                + example.attributes.split(separator: "\n").filter { !$0.hasPrefix("image:") }.map { "    \($0)\n" }
                .joined())
        let specification = try container(definition).specification
        #expect(example.holds(specification), "\(specification)")
    }

    @Test func loggingOfTheProfile() throws {
        var definition = web("tty: true")
        definition.profile = Sample.profile()
        definition.profile?.logging = .init(driver: "json-file", options: ["max-size": "10m"])
        #expect(
            try container(definition).specification.host.logging
                == .init(type: "json-file", options: ["max-size": "10m"]))
        definition = web("logging: { driver: none }")
        definition.profile = Sample.profile()
        #expect(try container(definition).specification.host.logging?.type == "none")
    }

    @Test func aSeccompProfileIsSentByValue() throws {
        var definition = web("security_opt: [\"seccomp:./s.json\"]")
        definition.files = ["s.json": "{}"]
        #expect(try container(definition).specification.host.securityOptions == ["seccomp={}"])
    }

    @Test func hooksAndHealthFromOutside() throws {
        let definition = web(
            """
            post_start: [{ command: [a, b], user: root, privileged: true, working_dir: /w, environment: [X=1] }]
            pre_stop: [{ command: c }]
            x-valise: { check: { http: "8080/health", every: 5s, start: 30s } }
            """)
        let service = try #require(try definition.render().services.first)
        #expect(
            service.containers[0].postStart == [
                .init(
                    command: ["a", "b"], user: "root", privileged: true, workingDirectory: "/w", environment: ["X=1"])
            ])
        #expect(service.containers[0].preStop.map(\.command) == [["c"]])
        #expect(
            service.probe == .init(.http(port: 8080, path: "/health"), everySeconds: 5, startSeconds: 30))
    }
}
