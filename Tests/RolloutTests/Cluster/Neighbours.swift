import EngineClient
import Planning
import TestKit
import Vocabulary

@testable import Rollout

/// Somebody else's swarm, of which hosts of a target are members.
struct Neighbours: Sendable {
    let hosts: StubbedHosts
    /// A manager and a worker that are none of the target's.
    let strangers: [StubEngine]

    /// What of a swarm somebody would miss.
    struct Sight: Hashable, Sendable {
        var settings: SwarmSettings
        var nodes: [String: NodeSpecification]
        /// By name, with the nodes that they run on.
        var services: [String: [String]]
        var networks: [String]

        /// Without labels and objects of Valise's, and the nodes that it has brought.
        func withoutOurs(_ joined: Set<String>) -> Sight {
            var sight = self
            sight.settings.labels = settings.labels?.filter { !$0.key.hasPrefix("io.valise.") }
            sight.nodes = nodes.filter { !joined.contains($0.key) }.mapValues { node in
                var node = node
                node.labels = node.labels.filter { !$0.key.hasPrefix("valise.") }
                return node
            }
            sight.services = services.filter { !$0.key.hasPrefix("sample_") }
            sight.networks = networks.filter { !$0.hasPrefix("sample_") }
            return sight
        }
    }

    /// With settings, labels, a network and a service of their own.
    func form() async throws {
        let lead = try await hosts.engines[0].client()
        var beginning = SwarmInitialization(listenAddress: "10.77.0.1:2377", advertiseAddress: "10.77.0.1:2377")
        var settings = SwarmSettings()
        settings.labels = ["site": "theirs"]
        settings.orchestration = SwarmSettings.Orchestration(taskHistory: 7)
        settings.certificates = SwarmSettings.Certificates(nodeExpiry: 4_000_000_000_000_000)
        beginning.settings = settings
        _ = try await lead.initializeSwarm(beginning)
        let details = try await lead.inspectSwarm()
        for (engine, token) in [
            (strangers[0], details.managerToken), (strangers[1], details.workerToken),
            (hosts.engines[1], details.workerToken),
        ] {
            try await engine.client().joinSwarm(SwarmJoin(remoteAddresses: ["10.77.0.1:2377"], token: token))
        }
        for node in try await lead.listNodes() {
            var wanted = node.specification
            // As the inventory has it of others.
            wanted.labels["site.role"] = ["h1": "theirs", "s2": "web"][node.hostName]
            wanted.labels["rack"] = "1"
            try await lead.updateNode(node.id, version: node.version, specification: wanted)
        }
        var network = NetworkSpecification(name: "theirs")
        network.driver = "overlay"
        _ = try await lead.createNetwork(network)
        let image = ImageReference("theirs:1")
        var identifier = ""
        guard let image else { throw Problem("test.name", .defect, "no image") }
        for engine in hosts.engines + strangers {
            identifier = try await engine.add(PlainImage(files: ["app": "theirs"]), as: image)
        }
        var container = TaskContainer(image: identifier)
        container.command = ["app"]
        _ = try await lead.createService(
            ServiceSpecification(
                name: "theirs", taskTemplate: TaskTemplate(container: container), mode: .replicated(replicas: 2)))
    }

    func install(_ application: SampleApplication) async throws -> InstallOutcome {
        try await hosts.install(application, foreignSwarm: .shared)
    }

    /// As the manager that is none of the target's has it.
    func look() async throws -> Sight {
        let stranger = try await strangers[0].client()
        let nodes = try await stranger.listNodes()
        return Sight(
            settings: try await stranger.inspectSwarm().settings,
            nodes: Dictionary(nodes.map { ($0.hostName, $0.specification) }) { first, _ in first },
            services: try await places(of: stranger.listServices().map(\.specification.name), nodes),
            networks: try await stranger.listNetworks(filters: ["scope": ["swarm"]]).map(\.name).sorted())
    }

    /// Where tasks of the installation are, or have ended well.
    func places() async throws -> [String: [String]] {
        let stranger = try await strangers[0].client()
        let names = try await stranger.listServices().map(\.specification.name).filter { $0.hasPrefix("sample_") }
        return try await places(of: names, stranger.listNodes())
    }

    private func places(of services: [String], _ nodes: [SwarmNode]) async throws -> [String: [String]] {
        let stranger = try await strangers[0].client()
        let names = Dictionary(nodes.map { ($0.id, $0.hostName) }) { first, _ in first }
        var found: [String: [String]] = [:]
        for service in services {
            guard let live = try await stranger.inspectService(service) else { continue }
            let tasks = try await stranger.listTasks(filters: ["service": [live.id]])
            let standing = tasks.filter { $0.status.state == .running || $0.status.state == .complete }
            found[service] = standing.map { $0.nodeID.flatMap { names[$0] } ?? "?" }.sorted()
        }
        return found
    }
}
