import EngineClient
import Planning
import Vocabulary

/// What a manager tells of the cluster: its nodes, and the tasks of an installation's services.
struct ClusterView: Sendable {
    let nodes: [SwarmNode]
    private let found: [ServiceName: ServiceTasks]

    init(of services: [ClusterService], by manager: EngineClient) async throws {
        nodes = try await manager.listNodes()
        var found: [ServiceName: ServiceTasks] = [:]
        for service in services {
            let live = try await manager.inspectService(service.specification.name)
            var tasks: [SwarmTask] = []
            if let live { tasks = try await manager.listTasks(filters: ["service": [live.id]]) }
            found[service.name] = ServiceTasks(service: live, tasks: tasks)
        }
        self.found = found
    }

    func tasks(of service: ClusterService) -> ServiceTasks {
        found[service.name] ?? ServiceTasks(service: nil, tasks: [])
    }
}
