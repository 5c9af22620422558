import Planning
import Testing
import Vocabulary

@Suite struct TargetCheckTests {
    static let image = Sample.image("app/web:1", services: ["web"], layers: [100 << 20, 50 << 20])

    static let cases = [
        CheckCase(
            name: "API too old", id: .engineVersion, outcome: .failed, found: "docker 20.10.24+dfsg1, API 1.40",
            remedy: "install a newer engine", engine: { $0.apiVersion = "1.40" }),
        CheckCase(
            name: "version too old", id: .engineVersion, outcome: .failed, found: "docker 20.10.24+dfsg1, API 1.41",
            remedy: "install a newer engine", requirements: .init(engine: ">=24")),
        CheckCase(
            name: "version in range", id: .engineVersion, outcome: .passed, found: "docker 20.10.24+dfsg1, API 1.41",
            requirements: .init(engine: ">=20.10 <29")),
        CheckCase(
            name: "Podman counts otherwise", id: .engineVersion, outcome: .passed, found: "podman 4.3.1, API 1.41",
            engine: {
                $0.product = "podman"
                $0.version = "4.3.1"
            }, requirements: .init(engine: ">=20.10")),
        CheckCase(
            name: "engine elsewhere", id: .engineFiles, outcome: .warning,
            found: "the folder is empty there; configuration and data go into volumes of the engine",
            remedy:
                "to have them as folders here, use an engine on this machine, or a folder that it shares with `--state-dir DIR`",
            engine: { $0.seesFiles = .notSeen(reason: "the folder is empty there") }),
        CheckCase(
            name: "memory of an engine elsewhere", id: .memory, outcome: .failed,
            found: "2.0 GiB in all, where the engine runs", remedy: "add memory",
            machine: { $0.memoryTotal = ByteCount(64 << 30) },
            engine: {
                $0.seesFiles = .notSeen(reason: "elsewhere")
                $0.memory = ByteCount(2 << 30)
            }, requirements: .init(memory: ByteCount(4 << 30))),
        CheckCase(
            name: "processors of an engine elsewhere", id: .cpus, outcome: .passed, found: "8, where the engine runs",
            machine: { $0.cpus = 1 },
            engine: {
                $0.seesFiles = .notSeen(reason: "elsewhere")
                $0.cpus = 8
            }, requirements: .init(cpus: 4)),
        CheckCase(
            name: "an engine elsewhere that does not say", id: .cpus, outcome: .skipped,
            found: "could not be found out",
            engine: { $0.seesFiles = .notSeen(reason: "elsewhere") }, requirements: .init(cpus: 4)),
        CheckCase(
            name: "the kernel of an engine elsewhere", id: .kernel, outcome: .skipped,
            found: "not looked at: the engine runs on another machine",
            machine: { $0.kernelFeatures = ["bridge": false] },
            engine: { $0.seesFiles = .notSeen(reason: "elsewhere") }),
        CheckCase(
            name: "memory limits of an engine elsewhere", id: .cgroupMemory, outcome: .passed,
            found: "where the engine runs", machine: { $0.cgroup.memoryController = false },
            engine: { $0.seesFiles = .notSeen(reason: "elsewhere") }),
        CheckCase(
            name: "an engine of others", id: .engineFiles, outcome: .passed,
            found:
                "a file was read back through a container; users have other numbers: configuration and data go into volumes of the engine",
            engine: { $0.seesFiles = .seenByOthers(reason: "users have other numbers") }),
        CheckCase(
            name: "a look that failed", id: .engineFiles, outcome: .failed, found: "the engine did not answer",
            remedy: "use an engine on this machine, or a folder that it shares with `--state-dir DIR`",
            engine: { $0.seesFiles = .failed(reason: "the engine did not answer") }),
        CheckCase(
            name: "overlay of Podman", id: .storageDriver, outcome: .passed, found: "overlay",
            engine: {
                $0.product = "podman"
                $0.storageDriver = "overlay"
            }),
        CheckCase(
            name: "not tried", id: .engineFiles, outcome: .skipped, found: "not tried yet: that makes a container",
            engine: { $0.seesFiles = .notTried }),
        CheckCase(
            name: "vfs", id: .storageDriver, outcome: .warning,
            found: "vfs, which copies every layer in full: slow, and many times the space",
            remedy: "use overlay2 on ext4 or xfs (`storage-driver` in /etc/docker/daemon.json)",
            engine: { $0.storageDriver = "vfs" }),
        CheckCase(
            name: "aufs", id: .storageDriver, outcome: .warning, found: "aufs, which newer engines no longer have",
            remedy: "move to overlay2 before the engine is upgraded", engine: { $0.storageDriver = "aufs" }),
        CheckCase(
            name: "arm", id: .platform, outcome: .failed, found: "linux/arm64/v8",
            remedy: "pack the bundle again with `--platform linux/arm64`",
            engine: { $0.platform = Platform(os: "linux", architecture: "arm64", variant: "v8") }),
        CheckCase(
            name: "no veth", id: .kernel, outcome: .failed, found: "6.1.0 without veth",
            remedy: "`modprobe -a veth`, or a kernel that has them", machine: { $0.kernelFeatures["veth"] = false }),
        CheckCase(
            name: "features unknown", id: .kernel, outcome: .skipped,
            found: "6.1.0: its features could not be found out", machine: { $0.kernelFeatures = [:] }),
        CheckCase(
            name: "no overlay, not needed", id: .kernel, outcome: .passed, found: "6.1.0",
            machine: { $0.kernelFeatures["overlay"] = false }, engine: { $0.storageDriver = "btrfs" }),
        CheckCase(
            name: "no memory cgroup", id: .cgroupMemory, outcome: .warning,
            found: "cgroup version 2 without the memory controller",
            remedy: "add `cgroup_enable=memory` to the kernel's command line and start again",
            machine: { $0.cgroup.memoryController = false }),
        CheckCase(
            name: "too little memory", id: .memory, outcome: .failed, found: "8.0 GiB in all, 6.0 GiB free",
            remedy: "add memory", requirements: .init(memory: ByteCount(16 << 30))),
        CheckCase(
            name: "a sixteenth is forgiven", id: .memory, outcome: .passed, found: "3.8 GiB in all, 6.0 GiB free",
            machine: { $0.memoryTotal = ByteCount(3900 << 20) }, requirements: .init(memory: ByteCount(4 << 30))),
        CheckCase(
            name: "little free", id: .memory, outcome: .warning, found: "8.0 GiB in all, 1.0 GiB free",
            remedy: "stop what else runs there", machine: { $0.memoryAvailable = ByteCount(1 << 30) },
            requirements: .init(memory: ByteCount(2 << 30))),
        CheckCase(
            name: "processors", id: .cpus, outcome: .failed, found: "4",
            remedy: "use a machine with more processors", requirements: .init(cpus: 8)),
        CheckCase(
            name: "clock behind", id: .clock, outcome: .failed, found: "1970-01-01 00:00:00 UTC",
            remedy: "set it with `date -u -s @1700000000` or to the right time", machine: { $0.clock = 0 }),
        CheckCase(
            name: "clock a little behind", id: .clock, outcome: .passed, found: "2023-11-14 21:30:00 UTC",
            machine: { $0.clock = 1_699_997_400 }),
        CheckCase(
            name: "state not writable", id: .stateWritable, outcome: .failed, found: "permission denied",
            remedy: "run this as root, or name a folder with `--state-dir DIR`",
            machine: { $0.stateDirectory.failure = "permission denied" }),
        CheckCase(
            name: "slow disk", id: .stateFsync, outcome: .warning, found: "250.3 ms",
            remedy: "every step will be slow: put the state folder on a faster disk with `--state-dir DIR`",
            machine: { $0.stateDirectory.fsyncMilliseconds = 250.26 }),
        CheckCase(
            name: "state disk full", id: .diskState, outcome: .failed, found: "1.0 MiB free",
            remedy: "free space, or name another folder with `--state-dir DIR`",
            machine: { $0.stateDirectory.free?.size = ByteCount(1 << 20) }),
        // Which images are needed is known only with the Compose profiles: a warning at first.
        CheckCase(
            name: "engine disk full", id: .diskEngine, outcome: .warning,
            found: "200.0 MiB free, 1 of 1 images are missing",
            remedy: "free space there, for example with `docker image prune -a`",
            engine: { $0.rootFree?.size = ByteCount(200 << 20) }),
        CheckCase(
            name: "all images there", id: .diskEngine, outcome: .passed, found: "0 B free, all 1 images are there",
            engine: {
                $0.rootFree?.size = ByteCount(0)
                $0.images = [.init(id: "x", config: image.platforms[0].config.digest, tags: [], digests: [])]
            }),
    ]

    @Test(arguments: cases) func check(_ example: CheckCase) throws {
        let host = Sample.host(machine: Sample.machine(example.machine), engine: Sample.engine(example.engine))
        let context = CheckContext(
            manifest: Sample.manifest(images: [Self.image], requirements: example.requirements),
            profile: Sample.profile())
        let checked = Planning.check([host], for: context)
        let result = try #require(checked.report.results.first { $0.id == example.id })
        #expect(result.outcome == example.outcome)
        #expect(result.found == example.found)
        #expect(result.remedy == example.remedy)
        #expect(checked.report.isClear == (example.outcome != .failed))
        #expect(problems { _ = try checked.cleared() }.count == (example.outcome == .failed ? 1 : 0))
    }

    @Test func whoKeepsTheBundleNeedsRoomForIt() throws {
        let host = Sample.host(machine: Sample.machine { $0.stateDirectory.free?.size = ByteCount(100 << 20) })
        var context = CheckContext(manifest: Sample.manifest(images: [Self.image]))
        let outcome = { (context: CheckContext) in
            Planning.check([host], for: context).report.results.first { $0.id == .diskState }
        }
        #expect(outcome(context)?.outcome == .passed)
        context.kept = [host.name: ByteCount(1 << 30)]
        #expect(outcome(context)?.outcome == .failed)
        #expect(outcome(context)?.needed == "1.0 GiB free in /var/lib/valise")
        context.kept = [.named("another"): ByteCount(1 << 30)]
        #expect(outcome(context)?.outcome == .passed)
    }

    @Test func aGoodHostPassesEverything() throws {
        let checked = Planning.check(
            [Sample.host()], for: CheckContext(manifest: Sample.manifest(images: [Self.image])))
        #expect(checked.report.results.allSatisfy { $0.outcome == .passed })
        #expect(
            checked.report.results.map(\.id) == [
                .hosts, .engineReachable, .engineVersion, .engineFiles, .storageDriver, .platform, .kernel,
                .cgroupMemory,
                .memory, .cpus, .clock, .stateWritable, .stateFsync, .diskState, .diskEngine,
            ])
        #expect(try checked.cleared().hosts.count == 1)
    }

    /// `uses:` of valise.yaml.
    @Test func applicationsThatMustBeThereFirst() throws {
        var manifest = Sample.manifest()
        manifest.application.uses = [.named("directory"), .named("mail")]
        let some = Planning.check(
            [Sample.host()], for: CheckContext(manifest: manifest, applications: [.named("mail"), .named("other")]))
        let found = problems { _ = try some.cleared() }
        #expect(found.map(\.message) == ["prerequisite `applications` (other applications) is missing"])
        #expect(found.first?.found == "`directory` is not")
        #expect(found.first?.expected == "`directory`, `mail` installed")
        #expect(
            found.first?.hint == "install it first: `valise install BUNDLE`; `valise list` shows what is there")
        let all = Planning.check(
            [Sample.host()], for: CheckContext(manifest: manifest, applications: [.named("mail"), .named("directory")]))
        #expect(all.report.isClear)
    }

    @Test func withoutABundle() {
        #expect(Planning.check([Sample.host()], for: CheckContext()).report.isClear)
    }

    @Test func noEngine() {
        let host = HostFacts(
            name: .named("h1"), machine: Sample.machine(),
            engine: .failed(address: "unix:///run/docker.sock", reason: "Permission denied"))
        let checked = Planning.check([host], for: CheckContext(manifest: Sample.manifest()))
        let found = problems { _ = try checked.cleared() }
        #expect(found.map(\.message) == ["prerequisite `engine.reachable` (engine reachable) is missing on host `h1`"])
        #expect(found.first?.found == "unix:///run/docker.sock: Permission denied")
        #expect(found.first?.hint == "run this as root, or as a member of the group `docker`")
        #expect(found.first?.exit == .prerequisite)
        #expect(found.first?.consequence == "nothing was changed")
        #expect(checked.report.results.first { $0.id == .engineVersion }?.outcome == .skipped)
    }

    /// What is behind a network is not started from here.
    @Test func noEngineElsewhere() throws {
        let answers: [(String, String?, String)] = [
            ("https://10.0.0.7:2376", "name the folder with certificates", "name the folder with certificates"),
            (
                "tcp://10.0.0.7:2375", nil,
                "start it with `systemctl start docker`, or name another with `--engine URL`"
            ),
            (
                "unix:///run/docker.sock", "anything",
                "start it with `systemctl start docker`, or name another with `--engine URL`"
            ),
        ]
        for (address, hint, expected) in answers {
            let host = HostFacts(
                name: .named("h1"), machine: Sample.machine(),
                engine: .failed(address: address, reason: "no answer", hint: hint))
            let checked = Planning.check([host], for: CheckContext(manifest: Sample.manifest()))
            let found = problems { _ = try checked.cleared() }
            #expect(found.first?.hint == expected)
        }
    }

    @Test func theProfileSaysHowStrictly() throws {
        let host = Sample.host(machine: Sample.machine { $0.clock = 0 })
        func outcome(_ level: Profile.CheckLevel) throws -> CheckResult.Outcome {
            let context = CheckContext(manifest: Sample.manifest(), profile: Sample.profile(checks: ["clock": level]))
            let report = Planning.check([host], for: context).report
            return try #require(report.results.first { $0.id == .clock }).outcome
        }
        #expect(try outcome(.required) == .failed)
        #expect(try outcome(.warning) == .warning)
        #expect(try outcome(.off) == .skipped)
    }

    @Test func allFailuresAtOnceAndTheNumberOfHosts() {
        let bad = Sample.host(
            machine: Sample.machine {
                $0.clock = 0
                $0.stateDirectory.failure = "read-only"
            })
        var profile = Sample.profile()
        profile.minimumHosts = 3
        profile.maximumHosts = 5
        let checked = Planning.check([bad], for: CheckContext(manifest: Sample.manifest(), profile: profile))
        let found = problems { _ = try checked.cleared() }
        #expect(found.map(\.code.rawValue) == ["check.failed", "check.failed", "check.failed"])
        #expect(found.first?.message == "prerequisite `hosts` (number of hosts) is missing")
        #expect(found.first?.expected == "3 to 5 hosts")
        #expect(found.first?.found == "1 host")
    }

    @Test(arguments: [
        ("linux/arm/v6", "linux/arm/v7", true), ("linux/arm/v7", "linux/arm/v6", false),
        ("linux/arm64", "linux/arm64/v8", true), ("linux/amd64", "linux/arm64", false),
        ("linux/arm", "linux/arm/v7", true),
    ])
    func platforms(image: String, host: String, runs: Bool) throws {
        let image = Sample.image("a:1", platforms: [try #require(Platform(image))])
        let engine = Sample.engine { $0.platform = Platform(host) ?? $0.platform }
        let context = CheckContext(manifest: Sample.manifest(images: [image], platforms: [image.platforms[0].platform]))
        let report = Planning.check([Sample.host(engine: engine)], for: context).report
        #expect(report.results.first { $0.id == .platform }?.outcome == (runs ? .passed : .failed))
    }
}
