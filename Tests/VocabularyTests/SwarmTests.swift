import Testing
import Vocabulary

/// What is sent to an engine about a swarm, and read back.
@Suite struct SwarmTests {
    private func text(_ value: some Encodable) throws -> String {
        String(decoding: try CanonicalJSON.encode(value), as: UTF8.self)
    }
    private func again<Value: Codable>(_ value: Value) throws -> Value {
        try CanonicalJSON.decode(Value.self, from: try CanonicalJSON.encode(value))
    }

    @Test func aServiceHasTheKeysOfTheEngineAndNothingThatWasNotSaid() throws {
        var service = ServiceSpecification(
            name: "web", taskTemplate: TaskTemplate(container: TaskContainer(image: "app@sha256:1")),
            mode: .replicated(replicas: 2))
        #expect(
            try text(service)
                == #"{"Labels":{},"Mode":{"Replicated":{"Replicas":2}},"Name":"web","TaskTemplate":{"ContainerSpec":{"Image":"app@sha256:1"}}}"#
        )
        service.labels = ["a": "b"]
        service.taskTemplate.container.command = ["sh"]
        service.taskTemplate.container.arguments = ["-c", "true"]
        service.taskTemplate.container.workingDirectory = "/"
        service.taskTemplate.container.secrets = [.init(id: "1", name: "key", file: .init(name: "key", mode: 0o400))]
        service.taskTemplate.placement = TaskPlacement(constraints: ["node.labels.a==b"])
        service.taskTemplate.placement?.preferences = [.init(spread: "node.labels.rack")]
        service.taskTemplate.placement?.platforms = [.init(Platform(os: "linux", architecture: "arm64", variant: "v8"))]
        service.taskTemplate.restartPolicy = TaskRestartPolicy(condition: .onFailure)
        service.taskTemplate.resources = TaskResources(limits: .init())
        service.taskTemplate.resources?.limits?.pids = 10
        service.endpointSpec = EndpointSpecification(
            mode: .dnsRoundRobin, ports: [.init(target: 80, published: 8080, publishMode: .host)])
        service.updateConfig = UpdateConfiguration(parallelism: 0)
        service.updateConfig?.failureAction = .rollback
        let sent = try text(service)
        for part in [
            #""Args":["-c","true"],"Command":["sh"],"Dir":"/""#,
            #""Secrets":[{"File":{"GID":"0","Mode":256,"Name":"key","UID":"0"},"SecretID":"1","SecretName":"key"}]"#,
            #""Preferences":[{"Spread":{"SpreadDescriptor":"node.labels.rack"}}]"#,
            #""Platforms":[{"Architecture":"arm64","OS":"linux"}]"#, #""RestartPolicy":{"Condition":"on-failure"}"#,
            #""Limits":{"Pids":10}"#,
            #""EndpointSpec":{"Mode":"dnsrr","Ports":[{"Protocol":"tcp","PublishMode":"host","PublishedPort":8080,"TargetPort":80}]}"#,
            #""UpdateConfig":{"FailureAction":"rollback","Parallelism":0}"#,
        ] {
            #expect(sent.contains(part), "\(part)")
        }
        #expect(try again(service) == service)
    }

    @Test(arguments: [
        (ServiceMode.global, #"{"Global":{}}"#), (.globalJob, #"{"GlobalJob":{}}"#),
        (.replicatedJob(completions: 3), #"{"ReplicatedJob":{"TotalCompletions":3}}"#),
        (
            .replicatedJob(completions: 3, maxConcurrent: 2),
            #"{"ReplicatedJob":{"MaxConcurrent":2,"TotalCompletions":3}}"#
        ),
        (.replicated(replicas: 0), #"{"Replicated":{"Replicas":0}}"#),
    ])
    func aModeHasOneKey(_ mode: ServiceMode, _ json: String) throws {
        #expect(try text(mode) == json)
        #expect(try again(mode) == mode)
    }

    @Test func whatAnEngineLeavesOutOrWritesAsNullIsRead() throws {
        let json = """
            {"Name":"web","Labels":null,"Mode":{"Replicated":{}},"UpdateConfig":null,"TaskTemplate":{"ForceUpdate":0,
            "Runtime":"container","Resources":{"Limits":{},"Reservations":{}},"Placement":{},"ContainerSpec":{
            "Image":"app:1","Labels":null,"DNSConfig":{},"Isolation":"default","Privileges":{"CredentialSpec":null,
            "SELinuxContext":null,"NoNewPrivileges":false},"Init":false,"Mounts":[{"Type":"volume","Source":"data",
            "Target":"/data","VolumeOptions":{"DriverConfig":{"Name":"local"}}}]}},"EndpointSpec":{"Mode":"vip"}}
            """
        let service = try CanonicalJSON.decode(ServiceSpecification.self, from: Array(json.utf8))
        #expect(service.mode == .replicated(replicas: 1) && service.labels.isEmpty)
        #expect(service.taskTemplate.container.initProcess == false)
        #expect(service.taskTemplate.container.mounts?.first?.volume?.driver?.name == "local")
        let node = #"{"Labels":{},"Role":"manager","Availability":"drain"}"#
        #expect(
            try CanonicalJSON.decode(NodeSpecification.self, from: Array(node.utf8))
                == NodeSpecification(role: .manager, availability: .drain))
    }

    @Test func secretsAreSentAndNeverPrinted() throws {
        let secret = SecretSpecification(name: "key", data: Array("open sesame".utf8))
        #expect(try text(secret) == #"{"Data":"b3BlbiBzZXNhbWU=","Labels":{},"Name":"key"}"#)
        #expect(try again(secret).reveal() == Array("open sesame".utf8))
        var join = SwarmJoin(remoteAddresses: ["10.0.0.1:2377"], token: Secret("SWMTKN-1-x"))
        join.availability = .pause
        #expect(
            try text(join)
                == #"{"Availability":"pause","JoinToken":"SWMTKN-1-x","ListenAddr":"0.0.0.0:2377","RemoteAddrs":["10.0.0.1:2377"]}"#
        )
        #expect(try again(join) == join)
        var dumped = ""
        for value in [secret, join, [secret], Optional(secret) as Any] as [Any] {
            dump(value, to: &dumped)
            dumped += "\(value) \(String(reflecting: value))"
        }
        #expect(!dumped.contains("sesame") && !dumped.contains("SWMTKN") && !dumped.contains("111"))
        #expect("\(secret)" == "***")
        let config = ConfigSpecification(name: "conf", data: [1, 2, 3])
        #expect(try text(config) == #"{"Data":"AQID","Labels":{},"Name":"conf"}"#)
        #expect(try again(config) == config)
    }

    @Test func aSwarmIsBegunWithWhatWasSaidAlone() throws {
        var beginning = SwarmInitialization(advertiseAddress: "10.0.0.1")
        beginning.settings = SwarmSettings()
        beginning.settings?.certificates = .init(nodeExpiry: 315_360_000_000_000_000)
        beginning.settings?.encryption = .init(autoLock: false)
        #expect(
            try text(beginning)
                == #"{"AdvertiseAddr":"10.0.0.1","ListenAddr":"0.0.0.0:2377","Spec":{"CAConfig":{"NodeCertExpiry":315360000000000000},"EncryptionConfig":{"AutoLockManagers":false}}}"#
        )
        #expect(try again(beginning) == beginning)
    }
}
