import EngineClient
import HostAccess
import Ledger
import Opening
import Planning
import TestKit
import Testing
import Vocabulary

@testable import Rollout

/// Stub engines `h1`, `h2`… that are one swarm of managers, and an installation on them as an install leaves it: in the ledger, with its services in the swarm.
struct StubHosts: Sendable {
    let engines: [StubEngine]
    let hosts: [InventoryHost]
    private let folder: TemporaryFolder
    private let application: SampleApplication

    static let installation = "sample"
    /// Anywhere with a label, with data of its own, and everywhere.
    private static let compose = """
        services:
          web:
            image: app:1
            command: [app]
            deploy: { replicas: 2, placement: { constraints: [node.labels.site.role == web] } }
          db:
            image: app:1
            command: [app]
            volumes: ["data:/data"]
            deploy: { placement: { constraints: [node.labels.site.role == db] } }
          edge:
            image: app:1
            command: [app]
            deploy: { mode: global }
        volumes: { data: {} }

        """

    static func run(isolation: isolated (any Actor)? = #isolation, _ body: (StubHosts) async throws -> Void)
        async throws
    {
        let cluster = StubCluster()
        var engines: [StubEngine] = []
        for number in 1...3 {
            var configuration = StubConfiguration()
            configuration.hostName = "h\(number)"
            configuration.hostAddress = "10.0.0.1\(number)"
            engines.append(try await StubEngine.start(configuration, in: cluster))
        }
        do {
            let site = try StubHosts(engines)
            try await site.form()
            try await site.install()
            try await body(site)
        } catch {
            for engine in engines { await engine.stop() }
            throw error
        }
        for engine in engines { await engine.stop() }
    }

    private init(_ engines: [StubEngine]) throws {
        self.engines = engines
        folder = try TemporaryFolder()
        application = try SampleApplication(compose: Self.compose, files: [:], images: ["app:1"])
        let labels = ["site.role=web", "site.role=web", "site.role=db"]
        hosts = try labels.enumerated().map { index, label in
            InventoryHost(
                name: try SampleApplication.name("h\(index + 1)", HostName.init),
                address: try SampleApplication.name("10.0.0.1\(index + 1)", { IPv4Address($0) }),
                access: index == 0
                    ? .local : .ssh(try SampleApplication.name("root@h\(index + 1)", { SSHDestination($0) }), key: nil),
                labels: [try SampleApplication.name(label, { Label($0) })])
        }
    }

    private var state: AbsolutePath { folder.path.appending("state") }

    /// What a command works on that has a way to these hosts.
    func cluster(_ reachable: Set<String> = ["h1", "h2", "h3"]) -> Cluster {
        let connected = zip(hosts, engines).filter { reachable.contains($0.0.name.rawValue) }.map { host, engine in
            ClusterHost(
                host,
                target: Target(
                    stateDirectory: state, engine: engine.address, hostName: host.name, host: BoxedHost(),
                    limits: EngineLimits()), socket: nil)
        }
        return Cluster(stateDirectory: state, hosts: connected, hostStateDirectory: state)
    }

    func status(
        _ reachable: Set<String> = ["h1", "h2", "h3"], unreachable: [HostName: Problem] = [:],
        within patience: Patience = .looking
    ) async throws -> ClusterStatus {
        var cluster = cluster(reachable)
        cluster.patience = patience
        return try await cluster.status(Site.name(Self.installation), unreachable: unreachable)
    }

    /// The status once it is so, at most 20 s from now.
    func status(
        _ reachable: Set<String> = ["h1", "h2", "h3"], unreachable: [HostName: Problem] = [:],
        once isSo: (ClusterStatus) -> Bool
    ) async throws -> ClusterStatus {
        let deadline = ContinuousClock.now + .seconds(20)
        while true {
            let found = try await status(reachable, unreachable: unreachable)
            if isSo(found) { return found }
            try #require(ContinuousClock.now < deadline, "it did not become so: \(found)")
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    private func ledger<Value>(_ body: (Ledger) throws -> Value) throws -> Value {
        let ledger = try Ledger(at: state, activity: "test")
        defer { ledger.close() }
        return try body(ledger)
    }

    /// Takes a host off the target's list.
    func forget(_ host: HostName) throws { try ledger { try $0.removeHost(host) } }

    private func form() async throws {
        let target = try ledger { ledger in
            try ledger.addHosts(hosts)
            return try ledger.targetID()
        }
        let lead = try await engines[0].client()
        var beginning = SwarmInitialization()
        var settings = SwarmSettings()
        settings.labels = [ObjectLabel.target: target]
        beginning.settings = settings
        _ = try await lead.initializeSwarm(beginning)
        let token = try await lead.inspectSwarm().managerToken
        for engine in engines.dropFirst() {
            try await engine.client().joinSwarm(SwarmJoin(remoteAddresses: ["10.0.0.11:2377"], token: token))
        }
    }

    private func install() async throws {
        let (desired, answers) = try application.desired(as: Self.installation)
        var image = try PlainImage(files: ["app": "1"])
        image.execution.command = ["app"]
        var id = ""
        for engine in engines { id = try await engine.add(image, as: SampleApplication.image("app:1")) }
        let facts = try await cluster().engines().mapValues(\.facts)
        let site = ClusterSite(
            hosts: try hosts.map { host in
                ClusterSite.Host(
                    name: host.name, address: host.address, role: .manager, labels: host.labels,
                    engine: try #require(facts[host.name]), routes: [])
            }, stateDirectory: state, target: try ledger { try $0.targetID() }, port: 28_001, form: .plain,
            publishing: .hostPorts)
        let placement = try place(
            desired, on: hosts.map { TargetHost(name: $0.name, platform: .current, labels: $0.labels) })
        let plan = try ClusterPlan.install(desired, on: placement, at: site)
        let installed = try #require(plan.state)
        try ledger { ledger in
            let bundle = application.bundle
            let release = try ledger.addRelease(
                ReleaseDraft(
                    application: desired.application, version: desired.version, bundle: Digest.of([1]),
                    bundlePath: bundle.path, manifest: CanonicalJSON.encode(bundle.manifest), answers: answers,
                    composeProfiles: [], profile: nil), to: desired.installation
            ).number
            try ledger.setDocument(
                Document.clusterState, try CanonicalJSON.encode(installed), ofRelease: release,
                of: desired.installation)
            try ledger.makeCurrent(release: release, of: desired.installation)
        }
        let lead = try await engines[0].client()
        for (host, part) in zip(hosts, installed.hosts) {
            let node = try #require(try await lead.inspectNode(host.name.rawValue))
            var specification = node.specification
            for label in host.labels { specification.labels[label.key] = label.value }
            specification.labels.merge(part.places) { $1 }
            try await lead.updateNode(node.id, version: node.version, specification: specification)
        }
        for network in installed.networks { _ = try await lead.createNetwork(network.specification) }
        for service in installed.services {
            // In the place of one that was pulled from a bundle.
            var specification = service.specification
            specification.taskTemplate.container.image = id
            _ = try await lead.createService(specification)
        }
    }
}
