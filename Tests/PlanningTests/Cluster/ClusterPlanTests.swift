import Testing
import Vocabulary

@testable import Planning

/// What a desired state becomes on several hosts.
@Suite struct ClusterPlanTests {
    static func site(
        _ labels: [String: [String]] = [:], publishing: ClusterPublishing = .hostPorts,
        _ change: (inout ClusterSite) -> Void = { _ in }
    ) -> ClusterSite {
        let hosts = ["h1", "h2", "h3"].enumerated().map { index, name in
            ClusterSite.Host(
                name: .named(name), address: IPv4Address("10.0.0.1\(index + 1)") ?? .sample,
                role: index == 0 ? .manager : .worker, labels: (labels[name] ?? []).compactMap { Label($0) },
                engine: Sample.engine(), routes: ["10.0.0.0/24"])
        }
        var site = ClusterSite(
            hosts: hosts, stateDirectory: .at("/var/lib/valise"), target: "T", port: 28_001, form: .plain,
            publishing: publishing)
        change(&site)
        return site
    }

    static func plan(
        _ services: [DesiredService], at site: ClusterSite, before: ClusterState? = nil, bundle: Digest? = nil,
        needed: [Digest] = [], _ change: (inout DesiredState) -> Void = { _ in }
    ) throws -> ClusterPlan {
        var state = PlaceTests.state(services)
        state.networks = [.init(specification: NetworkSpecification(name: "app_default"), isExternal: false)]
        change(&state)
        let targets = site.hosts.map {
            TargetHost(name: $0.name, platform: $0.engine.platform, role: $0.role, labels: $0.labels)
        }
        return try ClusterPlan.install(
            state, on: try place(state, on: targets), at: site, before: before,
            bundle: try bundle.map { try KeptBundle($0, of: state.application, state.version, size: ByteCount(9)) },
            needed: needed)
    }

    private func service(_ plan: ClusterPlan, _ name: String) throws -> ClusterService {
        try #require(plan.state?.services.first { $0.name == .named(name) })
    }

    private func ids(_ plan: ClusterPlan, _ kinds: Set<String>) -> [String] {
        plan.steps.filter { kinds.contains($0.kind) }.map(\.id)
    }

    @Test func theOrderOfAllOfIt() throws {
        let plan = try Self.plan([PlaceTests.service("web")], at: Self.site())
        #expect(
            plan.steps.map(\.kind).reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } } == [
                "formCluster", "joinCluster", "labelNode", "loadImage", "labelNode", "activateNode", "createNetwork",
                "createService", "waitFor",
            ])
        #expect(ids(plan, ["formCluster", "joinCluster"]) == ["formCluster:h1", "joinCluster:h2", "joinCluster:h3"])
        let named = ids(plan, ["loadImage"]).filter { $0.contains("/127.0.0.1:28001/docker.io/library/app:1@sha256:") }
        #expect(named.count == 3)
        #expect(Set(plan.steps.map(\.id)).count == plan.steps.count)
        // As the ledger keeps it.
        for step in plan.steps {
            #expect(try CanonicalJSON.decode(ClusterStep.self, from: CanonicalJSON.encode(step)) == step)
        }
    }

    @Test func anImageIsNamedSoThatNoTaskAsksARegistry() throws {
        let plan = try Self.plan([PlaceTests.service("web")], at: Self.site())
        let image = Sample.image("app:1")
        #expect(
            try service(plan, "web").specification.taskTemplate.container.image
                == "127.0.0.1:28001/docker.io/library/app:1@\(image.plainIndex.digest)")
        let packed = try Self.plan([PlaceTests.service("web")], at: Self.site { $0.form = .packed })
        #expect(
            try service(packed, "web").specification.taskTemplate.container.image.hasSuffix(
                "@\(image.packedIndex.digest)"))
        let platforms = try service(plan, "web").specification.taskTemplate.placement?.platforms
        #expect(platforms == [TaskPlacement.NodePlatform(architecture: "amd64", os: "linux")])
    }

    @Test func imagesGoOnlyWhereAServiceMayRun() throws {
        let constraint = "node.labels.role == web"
        let plan = try Self.plan(
            [PlaceTests.service("web", [constraint])], at: Self.site(["h1": ["role=web"], "h3": ["role=web"]]))
        #expect(ids(plan, ["loadImage"]).map { $0.split(separator: "/")[0] } == ["loadImage:h1", "loadImage:h3"])
        // A host that comes later has its label, and not its images: a label of ours says where they are.
        let placement = try service(plan, "web").specification.taskTemplate.placement
        #expect(placement?.constraints == ["node.labels.valise.app.web == yes"])
        let places = plan.state?.hosts.filter { !$0.places.isEmpty }.map(\.host.rawValue)
        #expect(places == ["h1", "h3"])
    }

    @Test func managersKeepTheBundleWhenAllIsUp() throws {
        let (old, new) = (Digest.of([1]), Digest.of([2]))
        let plan = try Self.plan([PlaceTests.service("web")], at: Self.site(), bundle: new, needed: [old])
        let kept = ids(plan, ["keepBundle"])
        #expect(kept == ["keepBundle:h1/\(new.hex)"])
        let keeping = try #require(plan.steps.firstIndex { $0.kind == "keepBundle" })
        #expect(plan.steps[keeping].title == "keep the bundle `app-1.valise` on `h1`")
        #expect(plan.steps[..<keeping].contains { $0.kind == "waitFor" })
        #expect(
            plan.steps[(keeping + 1)...] == [
                .onHost(.named("h1"), .removeBundles(except: [new, old]))
            ])
        for step in plan.steps[keeping...] {
            #expect(try CanonicalJSON.decode(ClusterStep.self, from: CanonicalJSON.encode(step)) == step)
        }
    }

    @Test func whatIsPinnedIsALabelOfOurs() throws {
        let site = Self.site(["h1": ["role=db"], "h2": ["role=db"]])
        let plan = try Self.plan(
            [PlaceTests.service("db", ["node.labels.role == db"], binds: ["app_db:/data", "@data@/x:/x"])], at: site
        ) { $0.dataFolders = [DesiredDataFolder(path: .at("x"), owner: 70, group: 70, mode: 0o700)] }
        let db = try service(plan, "db")
        #expect(db.kind == .pinned)
        let host = try #require(db.hosts.first)
        #expect(db.hosts.count == 1)
        #expect(db.specification.taskTemplate.placement?.constraints == ["node.labels.valise.app.db == yes"])
        let places = try #require(plan.state).hosts.filter { !$0.places.isEmpty }
        #expect(places.map(\.host) == [host])
        #expect(places[0].places == ["valise.app.db": "yes"])
        // Its volume and its folder are made there, and nowhere else.
        #expect(ids(plan, ["createVolume"]) == ["createVolume:\(host)/app_db"])
        #expect(ids(plan, ["makeDataFolder"]) == ["makeDataFolder:\(host)/x"])
        let mounts = try #require(db.specification.taskTemplate.container.mounts)
        #expect(mounts.map(\.type) == ["volume", "bind"])
        #expect(mounts.map(\.source) == ["app_db", "/var/lib/valise/apps/app/data/x"])
    }

    @Test func aNameOfAHostIsOursToTranslate() throws {
        let plan = try Self.plan([PlaceTests.service("web", ["node.hostname == h2"])], at: Self.site())
        let web = try service(plan, "web")
        #expect(web.hosts == [.named("h2")])
        #expect(web.specification.taskTemplate.placement?.constraints == ["node.labels.valise.app.web == yes"])
    }

    @Test func modesAndJobs() throws {
        var once = PlaceTests.service("once")
        once.runsToCompletion = true
        let plan = try Self.plan(
            [
                PlaceTests.service("web", count: 3), once,
                PlaceTests.service("edge", scheduling: .init(mode: .global)),
            ], at: Self.site())
        #expect(try service(plan, "web").specification.mode == .replicated(replicas: 3))
        #expect(try service(plan, "once").specification.mode == .replicatedJob(completions: 1))
        #expect(
            try service(plan, "once").specification.taskTemplate.restartPolicy?.condition
                == TaskRestartPolicy.Condition.none)
        #expect(try service(plan, "edge").specification.mode == .global)
        #expect(try service(plan, "edge").tasks == 3)
        #expect(try service(plan, "web").specification.taskTemplate.restartPolicy?.condition == .any)
    }

    @Test(arguments: ClusterPublishing.allCases) func ports(publishing: ClusterPublishing) throws {
        var web = PlaceTests.service(
            "web", scheduling: .init(ports: [.init(number: 8080, transport: "tcp", mode: .ingress)]))
        web.containers[0].specification.host.portBindings = ["80/tcp": [.init(hostPort: "8080")]]
        let found = try #require(
            try service(Self.plan([web], at: Self.site(publishing: publishing)), "web").specification.endpointSpec)
        let isMesh = publishing == .routingMesh
        #expect(found.mode == (isMesh ? .virtualAddress : .dnsRoundRobin))
        #expect(
            found.ports == [
                EndpointSpecification.Port(
                    target: 80, published: 8080, transport: .tcp, publishMode: isMesh ? .ingress : .host)
            ])
    }

    /// `depends_on` is kept by waiting between services.
    @Test func waves() throws {
        var web = PlaceTests.service("web")
        web.dependencies = [
            .init(service: .named("db"), condition: .healthy, required: true, restart: false),
            .init(service: .named("once"), condition: .completed, required: true, restart: false),
        ]
        var once = PlaceTests.service("once")
        once.runsToCompletion = true
        let plan = try Self.plan([PlaceTests.service("db"), once, web], at: Self.site())
        #expect(
            ids(plan, ["createService", "waitFor"]) == [
                "createService:app_db", "createService:app_once", "waitFor:db/healthy", "waitFor:once/completed",
                "createService:app_web", "waitFor:db/ready", "waitFor:once/ready", "waitFor:web/ready",
            ])
    }

    @Test func aServiceThatIsNoMoreIsRemoved() throws {
        let before = try #require(
            try Self.plan([PlaceTests.service("web"), PlaceTests.service("old")], at: Self.site()).state)
        let plan = try Self.plan([PlaceTests.service("web")], at: Self.site(), before: before)
        #expect(ids(plan, ["removeService"]) == ["removeService:app_old"])
        let same = try Self.plan([PlaceTests.service("web"), PlaceTests.service("old")], at: Self.site())
        #expect(same.state == before)
    }

    /// What a container was, a task is.
    @Test func everyPartOfAContainer() throws {
        var web = PlaceTests.service("web", binds: ["/etc/site:/etc/site:ro,rslave", "app_db:/data:nocopy"])
        var source = web.containers[0].specification
        source.environment = ["A=1", "B"]
        source.entrypoint = ["/entry"]
        source.command = ["serve"]
        source.user = "1000"
        source.workingDirectory = "/srv"
        source.hostname = "web"
        source.stopSignal = "SIGINT"
        source.stopTimeout = 7
        source.labels = ["their.own": "1", "com.docker.compose.project": "app"]
        source.healthcheck = ContainerSpecification.Healthcheck()
        source.host.extraHosts = ["db.example:10.0.0.9", "v6.example:fd00::1"]
        source.host.dns = ["10.0.0.53"]
        source.host.tmpfs = ["/run": "size=64m,mode=1777"]
        source.host.readonlyRootfs = true
        source.host.initProcess = true
        source.host.memory = 1 << 30
        source.host.logging = .init(type: "json-file", options: ["max-size": "5m"])
        source.host.ulimits = [.init(name: "nofile", soft: 10, hard: 20)]
        source.networking = NetworkingConfiguration(
            endpoints: ["app_default": EndpointSettings(aliases: ["app-web-1", "web", "www"])])
        web.containers[0].specification = source
        web.scheduling.memory = ByteCount(1 << 29)
        let task = try service(Self.plan([web], at: Self.site()), "web").specification.taskTemplate
        let container = task.container
        #expect(container.environment == ["A=1", "B"])
        #expect(container.command == ["/entry"])
        #expect(container.arguments == ["serve"])
        #expect(container.user == "1000")
        #expect(container.workingDirectory == "/srv")
        #expect(container.hostname == "web")
        #expect(container.stopSignal == "SIGINT")
        #expect(container.stopGracePeriod == 7_000_000_000)
        #expect(container.healthcheck != nil)
        #expect(container.hosts == ["10.0.0.9 db.example", "fd00::1 v6.example"])
        #expect(container.dns?.servers == ["10.0.0.53"])
        #expect(container.readOnly == true)
        #expect(container.initProcess == true)
        #expect(container.ulimits == [.init(name: "nofile", soft: 10, hard: 20)])
        #expect(container.labels?["their.own"] == "1")
        #expect(container.labels?["com.docker.compose.project"] == nil)
        #expect(container.labels?[ObjectLabel.installation] == "app")
        #expect(container.labels?[ObjectLabel.target] == "T")
        let mounts = try #require(container.mounts)
        #expect(mounts.map(\.type) == ["bind", "volume", "tmpfs"])
        #expect(mounts[0].readOnly == true)
        #expect(mounts[0].bind?.propagation == "rslave")
        #expect(mounts[1].volume?.noCopy == true)
        #expect(mounts[2].tmpfs?.size == 64 << 20)
        #expect(mounts[2].tmpfs?.mode == 0o1777)
        #expect(task.networks == [TaskTemplate.NetworkAttachment(target: "app_default", aliases: ["web", "www"])])
        #expect(task.resources?.limits?.memory == 1 << 30)
        #expect(task.resources?.reservations?.memory == 1 << 29)
        #expect(task.logDriver == TaskTemplate.LogDriver(name: "json-file", options: ["max-size": "5m"]))
    }

    @Test func networksLieBetweenTheHosts() throws {
        let plan = try Self.plan([PlaceTests.service("web")], at: Self.site())
        guard case .createNetwork(let network)? = plan.steps.first(where: { $0.kind == "createNetwork" }) else {
            Issue.record("no network is made")
            return
        }
        #expect(network.driver == "overlay")
        #expect(network.labels[ObjectLabel.installation] == "app")
        #expect(network.options == nil)
    }

    /// For ways that carry less than 1500 bytes; other options of a bridge mean nothing to an overlay.
    @Test func theSizeOfPacketsIsKept() throws {
        let plan = try Self.plan([PlaceTests.service("web")], at: Self.site()) {
            $0.networks[0].specification.options = [
                "com.docker.network.driver.mtu": "1350", "com.docker.network.bridge.name": "br7",
            ]
        }
        let networks = plan.steps.compactMap { step -> NetworkSpecification? in
            if case .createNetwork(let network) = step { network } else { nil }
        }
        #expect(networks.map(\.options) == [["com.docker.network.driver.mtu": "1350"]])
    }

    /// The first block of addresses that touches no host's networks.
    @Test func addressPools() throws {
        #expect(ClusterPools(Self.site()).chosen == ["10.213.0.0/16"])
        let taken = Self.site {
            $0.hosts[1].routes = ["10.213.7.0/24"]
            $0.hosts[2].engine.networks = [
                .init(id: "n", name: "n", driver: "bridge", labels: [:], subnets: ["10.229.0.0/20"])
            ]
        }
        #expect(ClusterPools(taken).chosen == ["10.241.0.0/16"])
        #expect(ClusterPools(Self.site { $0.hosts[0].routes = ["10.0.0.0/8"] }).chosen == ["172.31.0.0/16"])
        let all = Self.site { $0.hosts[0].routes = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"] }
        #expect(ClusterPools(all).chosen.isEmpty)
    }

    @Test func aPlatformThatTheBundleLacks() throws {
        let site = Self.site { $0.hosts[0].engine.platform = Platform(os: "linux", architecture: "arm64") }
        let state = PlaceTests.state([PlaceTests.service("web")])
        let placement = try place(state, on: site.hosts.map { TargetHost(name: $0.name, platform: nil) })
        let problem = try #require(throws: Problem.self) { try ClusterPlan.install(state, on: placement, at: site) }
        #expect(problem.code == "plan.platform-missing")
        #expect(
            problem.message
                == "cannot install image `app:1` on host `h1`: the bundle has it for other platforms only")
    }

    @Test(arguments: [DataFate.kept, .removed]) func takenOff(data: DataFate) throws {
        let db = PlaceTests.service("db", binds: ["app_db:/data"])
        let state = try #require(try Self.plan([db, PlaceTests.service("web")], at: Self.site()).state)
        let hosts = state.hosts.map(\.host)
        let plan = ClusterPlan.uninstall(
            .named("app"), states: [state], data: data, hosts: hosts, rest: .dissolved,
            stateDirectory: .at("/var/lib/valise"))
        #expect(ids(plan, ["removeService"]).count == 2)
        #expect(ids(plan, ["removeNetwork"]) == ["removeNetwork:app_default"])
        // Managers leave last: somebody has to know of it.
        #expect(ids(plan, ["leaveCluster"]) == ["leaveCluster:h3", "leaveCluster:h2", "leaveCluster:h1"])
        #expect(ids(plan, ["removeVolume"]).isEmpty == (data == .kept))
        #expect(plan.leaves.map(\.name) == (data == .kept ? ["app_db"] : []))
        let kept = ClusterPlan.uninstall(
            .named("app"), states: [state], data: data, hosts: hosts, rest: .kept,
            stateDirectory: .at("/var/lib/valise"))
        #expect(ids(kept, ["leaveCluster"]).isEmpty)
        for step in plan.steps + kept.steps {
            #expect(try CanonicalJSON.decode(ClusterStep.self, from: CanonicalJSON.encode(step)) == step)
        }
    }
}

extension IPv4Address {
    fileprivate static var sample: IPv4Address {
        guard let address = IPv4Address("10.0.0.1") else { preconditionFailure("a sample that is none") }
        return address
    }
}
