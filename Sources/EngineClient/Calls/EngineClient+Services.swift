public import Vocabulary

/// Whether a list of services counts their tasks.
public enum TaskCounts: Hashable, Sendable { case omitted, included }

/// Where an update of a service leads.
public enum ServiceUpdate: Hashable, Sendable {
    /// To the specification that is sent.
    case forward
    /// Back to what it was before its last update; what is sent is not looked at.
    case toPrevious
}

// Services go by ID or name.
extension EngineClient {
    /// `GET /services`. Filters: `id`, `name` (beginnings), `label`, `mode`, each with the values that are let through.
    public func listServices(
        filters: [String: [String]] = [:], counts: TaskCounts = .omitted
    ) async throws -> [SwarmService] {
        let request = try swarm(.get, "/services", to: "list services")
            .with("filters", try EngineRequest.filters(filters)).with("status", counts == .included ? "true" : nil)
        return try await get([SwarmService].self, request)
    }

    /// `nil` where there is no such service.
    public func inspectService(_ service: String) async throws -> SwarmService? {
        try await find(
            SwarmService.self, try swarm(.get, Self.path(service: service), to: "look at the service `\(service)`"))
    }

    /// Creates a service; its tasks follow by themselves. No registry is asked for its image here. Throws `engine.conflict` where the name is taken.
    public func createService(_ specification: ServiceSpecification) async throws -> CreatedService {
        let request = try swarm(.post, "/services/create", to: "create the service `\(specification.name)`")
            .json(specification)
        return try await get(CreatedService.self, request, limit: limits.change)
    }

    /// Changes a service, whole; its tasks are replaced by themselves, as ``SwarmService/update`` tells. Name and mode cannot be changed.
    ///
    /// Throws `engine.out-of-sequence` where it is no longer at this version: read it again. Gives warnings.
    @discardableResult
    public func updateService(
        _ service: String, version: UInt64, specification: ServiceSpecification, _ update: ServiceUpdate = .forward
    ) async throws -> [String] {
        let request = try swarm(
            .post, Self.path(service: service) + "/update", to: "update the service `\(specification.name)`"
        )
        .with("version", String(version)).with("rollback", update == .toPrevious ? "previous" : nil)
        .json(specification)
        return try await get(UpdatedService.self, request, limit: limits.change).warnings
    }

    /// Removes a service; its tasks' containers follow by themselves, after this call. Throws `engine.not-found` where it is gone already.
    public func removeService(_ service: String) async throws {
        try await change(try swarm(.delete, Self.path(service: service), to: "remove the service `\(service)`"))
    }

    /// What the tasks of a service wrote, on all nodes that can be reached. Throws `engine.not-found` where there is none. A log that is followed does not end by itself.
    public func serviceLogs(_ service: String, options: LogOptions = LogOptions()) async throws -> ContainerLogs {
        let tried = "read the log of the service `\(service)`"
        let found = try await get(SwarmService.self, try swarm(.get, Self.path(service: service), to: tried))
        return try await logs(
            try swarm(.get, Self.path(service: service) + "/logs", to: tried), options,
            tty: found.specification.taskTemplate.container.tty ?? false)
    }

    static func path(service: String) -> String { "/services/" + EngineRequest.escape(service) }

    private struct UpdatedService: Decodable {
        var warnings: [String]
        enum CodingKeys: String, CodingKey { case warnings = "Warnings" }
        init(from decoder: any Decoder) throws {
            warnings = try decoder.container(keyedBy: CodingKeys.self).list(.warnings)
        }
    }
}
