import Vocabulary

// Tasks go by ID. Nobody creates or removes them but Swarm.
extension EngineClient {
    /// `GET /tasks`: also those that are over, as many as the swarm's settings keep. Filters: `id`, `service`, `node`, `label`, `desired-state` (`running`, `shutdown`, `accepted`), each with the values that are let through; a service or node that does not exist is `engine.not-found`.
    public func listTasks(filters: [String: [String]] = [:]) async throws -> [SwarmTask] {
        let request = try swarm(.get, "/tasks", to: "list tasks")
        return try await get([SwarmTask].self, request.with("filters", try EngineRequest.filters(filters)))
    }

    /// `nil` where there is no such task.
    public func inspectTask(_ task: String) async throws -> SwarmTask? {
        try await find(SwarmTask.self, try swarm(.get, Self.path(task: task), to: "look at the task `\(task)`"))
    }

    /// What one task wrote, wherever it is. Throws `engine.not-found` where there is none.
    public func taskLogs(_ task: String, options: LogOptions = LogOptions()) async throws -> ContainerLogs {
        let tried = "read the log of the task `\(task)`"
        let found = try await get(SwarmTask.self, try swarm(.get, Self.path(task: task), to: tried))
        return try await logs(
            try swarm(.get, Self.path(task: task) + "/logs", to: tried), options,
            tty: found.template.container.tty ?? false)
    }

    static func path(task: String) -> String { "/tasks/" + EngineRequest.escape(task) }
}
