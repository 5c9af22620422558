import EngineClient
import Testing
import Vocabulary

extension ContractCase {
    static let services =
        [
            .inSwarm("a service is created, scaled, updated, taken back, removed") { world in
                let client = world.client
                var network = NetworkSpecification(name: world.name("net"), labels: world.labels)
                network.driver = "overlay"
                let networkID = try await client.createNetwork(network)
                #expect(try await client.inspectNetwork(networkID)?.scope == "swarm")

                var service = world.service("web", mode: .replicated(replicas: 2))
                service.taskTemplate.networks = [.init(target: network.name, aliases: ["www"])]
                service.taskTemplate.container.hostname = "web"
                service.taskTemplate.container.environment = ["A=b"]
                var update = UpdateConfiguration(parallelism: 0)
                update.monitor = 100_000_000
                update.order = .stopFirst
                service.updateConfig = update
                service.rollbackConfig = update
                let created = try await client.createService(service)
                #expect(created.warnings.isEmpty)
                let id = created.id
                let tasks = try await world.tasks(of: service.name) { $0.count { $0.status.state == .running } == 2 }
                #expect(Set(tasks.map(\.slot)) == [1, 2])
                let node = try await client.info().swarm.nodeID
                for task in tasks {
                    #expect(task.serviceID == id && task.nodeID == node && task.desiredState == .running)
                    #expect(task.status.error.isEmpty && task.status.message == "started" && task.jobIteration == nil)
                    #expect(task.networks.map(\.networkName) == [network.name])
                    #expect(task.networks.first?.addresses.first?.hasPrefix("10.213.") == true)
                    #expect(try await client.inspectTask(task.id)?.status.container == task.status.container)
                    let container = try #require(task.status.container)
                    let details = try #require(try await client.inspectContainer(container.id))
                    #expect(details.name == "\(service.name).\(task.slot).\(task.id)")
                    #expect(details.configuration.labels["com.docker.swarm.service.name"] == service.name)
                    #expect(details.configuration.labels["com.docker.swarm.task.id"] == task.id)
                    #expect(details.configuration.labels["com.docker.swarm.node.id"] == node)
                    #expect(details.configuration.labels[ContractWorld.label] == world.prefix)
                    #expect(details.networks[network.name]?.ipv4.hasPrefix("10.213.") == true)
                }
                let found = try #require(try await client.listServices(filters: world.filters, counts: .included).first)
                #expect(found.id == id && found.name == service.name && found.update == nil && found.previous == nil)
                #expect(found.counts?.running == 2 && found.counts?.desired == 2 && found.job == nil)
                #expect(found.specification.labels == world.labels && found.specification.mode == service.mode)
                #expect(found.specification.taskTemplate.networks?.first?.aliases == ["www"])
                var container = found.specification.taskTemplate.container
                // What the engine says of its own accord.
                container.isolation = nil
                #expect(container == service.taskTemplate.container)
                #expect(found.specification.updateConfig?.monitor == update.monitor)
                #expect(try await client.listServices().first?.counts == nil)
                let taken = try await world.problem { _ = try await client.createService(service) }
                #expect(taken.isEngineConflict && taken.message.contains("service \(service.name) already exists"))
                let busy = try await world.problem { try await client.removeNetwork(networkID) }
                #expect([EngineProblem.refused, EngineProblem.conflict].contains(busy.code))

                try await world.change(id) { $0.mode = .replicated(replicas: 1) }
                try await world.tasks(of: id) { $0.count { $0.status.state == .running } == 1 }
                let old = try #require(try await client.inspectService(id))
                try await world.change(id) { $0.taskTemplate.container.environment = ["A=c"] }
                let late = try await world.problem {
                    try await client.updateService(id, version: old.version, specification: old.specification)
                }
                #expect(
                    late.isEngineOutOfSequence && late.message.hasPrefix("cannot update the service `\(service.name)`"))
                let updated = try await world.service(id) { $0.update?.state == .completed }
                #expect(updated.previous?.taskTemplate.container.environment == ["A=b"])
                #expect(updated.update?.message == "update completed" && updated.update?.completedAt != nil)
                let now = try await world.tasks(of: id) { $0.count { $0.status.state == .running } == 1 }
                #expect(now.first { $0.status.state == .running }?.template.container.environment == ["A=c"])
                #expect(now.filter { $0.desiredState == .shutdown }.allSatisfy { $0.status.state.isOver })

                try await world.change(id, .toPrevious) { _ in }
                let back = try await world.service(id) { $0.update?.state == .rollbackCompleted }
                #expect(back.specification.taskTemplate.container.environment == ["A=b"])
                #expect(
                    try await world.problem { try await world.change(id) { $0.mode = .global } }.message
                        .contains("service mode change is not allowed"))

                try await client.removeService(service.name)
                #expect(try await client.inspectService(id) == nil)
                #expect(try await world.problem { try await client.removeService(id) }.isEngineNotFound)
                #expect(
                    try await world.problem { _ = try await client.listTasks(filters: ["service": [id]]) }
                        .isEngineNotFound)
                _ = try await world.wait(for: "the containers of what was removed") {
                    try await client.listContainers(filters: world.filters).isEmpty ? true : nil
                } otherwise: {
                    try await client.listContainers(filters: world.filters).map(\.name).joined(separator: ", ")
                }
            },
            .inSwarm("a port of the host is for one task at a time") { world in
                let client = world.client
                var service = world.service("a")
                let port = EndpointSpecification.Port(target: 80, published: 48_123, publishMode: .host)
                service.endpointSpec = EndpointSpecification(mode: .dnsRoundRobin, ports: [port])
                let id = try await world.create(service)
                let task = try await world.task(of: id) { $0.status.state == .running }
                #expect(task.status.ports.first?.published == 48_123)
                let container = try #require(task.status.container)
                #expect(try await client.inspectContainer(container.id)?.ports["80/tcp"]?.first?.port == "48123")
                var other = world.service("b")
                other.endpointSpec = service.endpointSpec
                let otherID = try await world.create(other)
                let waiting = try await world.task(of: otherID) { !$0.status.error.isEmpty }
                #expect(waiting.status.state == .pending && waiting.nodeID == nil)
                #expect(waiting.status.error == "no suitable node (host-mode port already in use on 1 node)")
                try await client.removeService(id)
                _ = try await world.task(of: otherID) { $0.status.state == .running }
                other.name = world.name("c")
                other.endpointSpec?.ports = [.init(target: 80, published: 48_124, publishMode: .ingress)]
                let refused = try await world.problem { _ = try await client.createService(other) }
                #expect(refused.code == EngineProblem.refused)
                #expect(refused.message.contains("port published with ingress mode can't be used with dnsrr mode"))
            },
            .inSwarm("a global service is where its constraints let it be") { world in
                let client = world.client
                let node = try await client.info().swarm.nodeID
                var service = world.service("agent", mode: .global)
                service.taskTemplate.placement = TaskPlacement(constraints: ["node.labels.site.role == web"])
                let id = try await world.create(service)
                #expect(try await client.listTasks(filters: ["service": [id]]).isEmpty)
                try await world.change(node) { $0.labels = ["site.role": "web"] }
                let task = try await world.task(of: id) { $0.status.state == .running }
                #expect(task.slot == 0 && task.nodeID == node)
                let container = try #require(task.status.container)
                #expect(try await client.inspectContainer(container.id)?.name == "\(service.name).\(node).\(task.id)")
                #expect(try await client.listServices(counts: .included).first?.counts?.desired == 1)
                try await world.change(node) { $0.availability = .drain }
                try await world.tasks(of: id) { $0.allSatisfy { $0.status.state.isOver } }
            },
            .inSwarm("a service that no node may run waits and says why") { world in
                let client = world.client
                let cases: [(String, (inout TaskPlacement) -> Void, String)] = [
                    (
                        "label", { $0.constraints = ["node.labels.rack==9"] },
                        "scheduling constraints not satisfied on 1 node"
                    ),
                    (
                        "platform", { $0.platforms = [.init(architecture: "s390x", os: "linux")] },
                        "unsupported platform on 1 node"
                    ),
                    ("most", { $0.maxReplicas = 1 }, "max replicas per node limit exceed"),
                ]
                for (name, place, reason) in cases {
                    var service = world.service(name, mode: .replicated(replicas: 2))
                    var placement = TaskPlacement()
                    place(&placement)
                    service.taskTemplate.placement = placement
                    let id = try await world.create(service)
                    let task = try await world.task(of: id) { !$0.status.error.isEmpty }
                    #expect(task.status.error == "no suitable node (\(reason))")
                    #expect(task.status.state == .pending && !task.status.state.isOver && task.status.container == nil)
                }
                var service = world.service("memory")
                service.taskTemplate.resources = TaskResources(reservations: .init())
                service.taskTemplate.resources?.reservations?.memory = 1 << 50
                let id = try await world.create(service)
                let task = try await world.task(of: id) { !$0.status.error.isEmpty }
                #expect(task.status.error == "no suitable node (insufficient resources on 1 node)")
                service.name = world.name("wrong")
                service.taskTemplate.placement = TaskPlacement(constraints: ["node.labels.rack"])
                let wrong = try await world.problem { _ = try await client.createService(service) }
                #expect(wrong.message.contains("constraint expected one operator from ==, !="))
            },
            .inSwarm("an update that fails pauses, or goes back by itself") { world in
                let client = world.client
                var service = world.service("web")
                var update = UpdateConfiguration()
                update.monitor = 2_000_000_000
                service.updateConfig = update
                let id = try await world.create(service)
                _ = try await world.task(of: id) { $0.status.state == .running }
                try await world.change(id) { $0.taskTemplate.container.command = ["sh", "-c", "exit 3"] }
                let paused = try await world.service(id) { $0.update?.state == .paused }
                #expect(
                    paused.update?.message.hasPrefix("update paused due to failure or early termination of task ")
                        == true)
                try await world.change(id) { specification in
                    specification.taskTemplate.container.command = ["sleep", "1000"]
                }
                _ = try await world.service(id) { $0.update?.state == .completed }
                try await world.change(id) { specification in
                    specification.updateConfig?.failureAction = .rollback
                    specification.taskTemplate.container.command = ["sh", "-c", "exit 4"]
                }
                let back = try await world.service(id) { $0.update?.state == .rollbackCompleted }
                #expect(back.specification.taskTemplate.container.command == ["sleep", "1000"])
                #expect(back.update?.message == "rollback completed")
                _ = try await world.task(of: id) { $0.status.state == .running && $0.desiredState == .running }
                try await client.removeService(id)
            },
        ] as [ContractCase]
}

extension ContractWorld {
    /// A service, once it is as it should be.
    func service(_ id: String, until isSo: (SwarmService) -> Bool) async throws -> SwarmService {
        try await wait(for: "the service") {
            let found = try await client.inspectService(id)
            return found.flatMap { isSo($0) ? $0 : nil }
        } otherwise: {
            let found = try await client.inspectService(id)
            return found?.update.map { "\($0.state): \($0.message)" } ?? "no update"
        }
    }
}
