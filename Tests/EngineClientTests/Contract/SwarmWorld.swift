import EngineClient
import Foundation
import TestKit
import Testing
import Vocabulary

extension ContractCase {
    /// A text that needs a swarm: one of this engine alone is begun before and left after it, also when it fails.
    static func inSwarm(
        _ name: String, _ body: @escaping @Sendable (ContractWorld) async throws -> Void
    ) -> ContractCase {
        ContractCase(name: name, exceptions: [.podman: "it has no Swarm mode"]) { world in
            let before = Set(try await world.client.listNetworks().map(\.name))
            _ = try await world.client.initializeSwarm(ContractWorld.alone)
            do {
                try await body(world)
            } catch {
                await world.leave(keeping: before)
                throw error
            }
            await world.leave(keeping: before)
        }
    }
}

extension ContractWorld {
    /// A swarm that nobody else is to join.
    static var alone: SwarmInitialization {
        var initialization = SwarmInitialization(listenAddress: "127.0.0.1:2377", advertiseAddress: "127.0.0.1:2377")
        initialization.addressPools = ["10.213.0.0/16"]
        initialization.subnetSize = 26
        return initialization
    }

    /// Leaves the swarm. Its bridge stays behind, on every engine: it goes, too, where it was not there before.
    func leave(keeping networks: Set<String>) async {
        do {
            if try await client.info().swarm.state != "inactive" { try await client.leaveSwarm(.forced) }
            // The others follow the swarm by themselves.
            for network in try await client.listNetworks()
            where network.scope == "local" && !networks.contains(network.name) {
                try await wait(for: "the swarm's bridge") { () -> Bool? in
                    do {
                        try await client.removeNetwork(network.id)
                    } catch let problem as Problem where problem.code == EngineProblem.refused {
                        // The engine's own end in it may go a moment after the swarm, or never by itself.
                        do {
                            try await client.disconnectNetwork(
                                network.id, container: "gateway_ingress-sbox", .forced)
                        } catch is Problem {
                            // It is gone, or there is none.
                        }
                        return nil
                    }
                    return true
                } otherwise: {
                    "still in use"
                }
            }
        } catch {
            Issue.record(error, "the swarm could not be left")
        }
    }

    /// A service of one task with the image, which no engine asks a registry for; `nil` of the command: until it is stopped.
    func service(
        _ text: String, _ command: [String]? = nil, mode: ServiceMode = .replicated(replicas: 1)
    ) -> ServiceSpecification {
        var container = TaskContainer(image: imageID)
        container.labels = labels
        container.command = command ?? ["sleep", "1000"]
        container.stopSignal = "SIGKILL"
        var template = TaskTemplate(container: container)
        template.restartPolicy = TaskRestartPolicy(condition: TaskRestartPolicy.Condition.none)
        var service = ServiceSpecification(name: name(text), labels: labels, taskTemplate: template, mode: mode)
        service.endpointSpec = EndpointSpecification(mode: .dnsRoundRobin)
        return service
    }

    @discardableResult
    func create(_ service: ServiceSpecification) async throws -> String {
        try await client.createService(service).id
    }

    /// The tasks of a service, once they are as they should be.
    @discardableResult
    func tasks(
        of service: String, until isSo: ([SwarmTask]) -> Bool
    ) async throws -> [SwarmTask] {
        let filters = ["service": [service]]
        return try await wait(for: "the tasks of \(service)") {
            let found = try await client.listTasks(filters: filters)
            return isSo(found) ? found : nil
        } otherwise: {
            let found = try await client.listTasks(filters: filters)
            return found.map { "\($0.status.state) (\($0.desiredState)): \($0.status.message) \($0.status.error)" }
                .joined(separator: "; ")
        }
    }

    /// The one task of a service that is as it should be.
    func task(of service: String, where isSo: (SwarmTask) -> Bool) async throws -> SwarmTask {
        let found = try await tasks(of: service) { $0.contains(where: isSo) }
        guard let task = found.first(where: isSo) else {
            throw ContractTimeout(what: "a task of \(service)", found: "none")
        }
        return task
    }

    /// Asks again and again until there is an answer.
    @discardableResult
    func wait<Answer>(
        for what: String, _ ask: () async throws -> Answer?, otherwise: () async throws -> String
    ) async throws -> Answer {
        let deadline = ContinuousClock.now + .seconds(40)
        while true {
            if let answer = try await ask() { return answer }
            guard ContinuousClock.now < deadline else {
                throw ContractTimeout(what: what, found: try await otherwise())
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    func output(of logs: ContainerLogs) async throws -> (out: String, error: String) {
        var bytes: [OutputChunk.Source: [UInt8]] = [:]
        for try await chunk in logs { bytes[chunk.source, default: []] += chunk.bytes }
        let text = { (source: OutputChunk.Source) in String(decoding: bytes[source] ?? [], as: UTF8.self) }
        return (text(.standardOutput), text(.standardError))
    }
}

struct ContractTimeout: Error, CustomStringConvertible {
    var what: String
    var found: String
    var description: String { "\(what) did not become as they should: \(found)" }
}
