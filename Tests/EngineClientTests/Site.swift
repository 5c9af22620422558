import EngineClient
import NIOConcurrencyHelpers
import TestKit
import Testing
import Vocabulary

/// Stub engines `h1`, `h2`… on one network, in one swarm that the first has begun; all have one image.
final class Site: Sendable {
    static let image =
        ImageReference("valise.test/app:1")
        ?? ImageReference(
            registry: "valise.test", repository: "app", tag: "1", digest: nil)

    private let cluster = StubCluster()
    private let hosts = NIOLockedValueBox<[(engine: StubEngine, client: EngineClient)]>([])
    var engines: [StubEngine] { hosts.withLockedValue { $0.map(\.engine) } }
    var clients: [EngineClient] { hosts.withLockedValue { $0.map(\.client) } }
    var names: [String] { engines.indices.map { "h\($0 + 1)" } }

    static func run(
        managers: Int, workers: Int, isolation: isolated (any Actor)? = #isolation, _ body: (Site) async throws -> Void
    ) async throws {
        let site = Site()
        do {
            _ = try await site.add()
            _ = try await site.clients[0].initializeSwarm(SwarmInitialization())
            for _ in 1..<managers { try await site.join(try await site.add(), as: .manager) }
            for _ in 0..<workers { try await site.join(try await site.add()) }
            try await body(site)
        } catch {
            for engine in site.engines { await engine.stop() }
            throw error
        }
        for engine in site.engines { await engine.stop() }
    }

    /// One more host, in no swarm yet.
    func add(_ configuration: StubConfiguration = StubConfiguration()) async throws -> EngineClient {
        var configuration = configuration
        let number = engines.count + 1
        configuration.hostName = "h\(number)"
        configuration.hostAddress = "10.0.0.\(10 + number)"
        let engine = try await StubEngine.start(configuration, in: cluster)
        var image = try PlainImage(files: ["app": "1"])
        image.execution.command = ["app"]
        try await engine.add(image, as: Self.image)
        let client = try await engine.client()
        hosts.withLockedValue { $0.append((engine, client)) }
        return client
    }

    func join(_ client: EngineClient, as role: NodeRole = .worker) async throws {
        let token = try await clients[0].inspectSwarm().token(for: role)
        try await client.joinSwarm(SwarmJoin(remoteAddresses: ["10.0.0.11:2377"], token: token))
    }

    func service(_ name: String, replicas: Int, mode: ServiceMode? = nil) async throws -> ServiceSpecification {
        let id = try #require(try await clients[0].inspectImage(Self.image.familiar)?.id)
        return ServiceSpecification(
            name: name, taskTemplate: TaskTemplate(container: TaskContainer(image: id)),
            mode: mode ?? .replicated(replicas: replicas))
    }

    /// Creates a service; gives the hosts of its tasks, once so many run.
    func run(_ service: ServiceSpecification, _ count: Int) async throws -> [String] {
        _ = try await clients[0].createService(service)
        return try await running(service.name, count)
    }

    /// The hosts of a service's tasks that should run, once so many do.
    func running(_ service: String, _ count: Int) async throws -> [String] {
        var found: [SwarmTask] = []
        try await wait {
            found = try await self.tasks(service).filter { $0.desiredState == .running && $0.status.state == .running }
            return found.count == count
        }
        let nodes = try await manager().listNodes()
        return found.compactMap { task in nodes.first { $0.id == task.nodeID }?.hostName }.sorted()
    }

    func tasks(_ service: String) async throws -> [SwarmTask] {
        try await manager().listTasks(filters: ["service": [service]])
    }

    /// Who can be asked now.
    private func manager() async throws -> EngineClient {
        for client in clients {
            do {
                _ = try await client.listNodes()
                return client
            } catch is Problem {
                continue
            }
        }
        return clients[0]
    }

    func change(_ node: String, _ change: (inout NodeSpecification) -> Void) async throws {
        let found = try #require(try await clients[0].inspectNode(node))
        var specification = found.specification
        change(&specification)
        try await clients[0].updateNode(found.id, version: found.version, specification: specification)
    }

    /// Asks until it is so, at most 20 s.
    func wait(_ isSo: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(20)
        while try await !isSo() {
            try #require(ContinuousClock.now < deadline, "it did not become so")
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// The problem that a call throws.
    func problem(_ call: () async throws -> Void) async -> Problem? {
        do {
            try await call()
        } catch {
            return error as? Problem
        }
        return nil
    }
}
