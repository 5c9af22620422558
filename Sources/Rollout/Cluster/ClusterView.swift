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

    /// By whichever of the managers is the first to tell; where none does, why.
    static func first(
        of services: [ClusterService], by managers: [(host: HostName, engine: EngineClient)],
        within patience: Patience
    ) async throws -> (view: ClusterView?, refusals: [Problem]) {
        try await withThrowingTaskGroup(of: Result<ClusterView, Problem>.self) { group in
            for (host, engine) in managers {
                group.addTask {
                    do {
                        return .success(
                            try await patience.wait(for: host) {
                                try await ClusterView(of: services, by: engine)
                            })
                    } catch let problem as Problem {
                        return .failure(problem)
                    }
                }
            }
            defer { group.cancelAll() }
            var refusals: [Problem] = []
            for try await result in group {
                switch result {
                case .success(let view): return (view, [])
                // Another may still have a leader.
                case .failure(let problem): refusals.append(problem)
                }
            }
            return (nil, refusals)
        }
    }

    func tasks(of service: ClusterService) -> ServiceTasks {
        found[service.name] ?? ServiceTasks(service: nil, tasks: [])
    }
}
