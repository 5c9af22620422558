public import Vocabulary

// Configs go by ID or name. Their content cannot be changed.
extension EngineClient {
    /// `GET /configs`. Filters: `id`, `name` (beginnings), `label`, each with the values that are let through.
    public func listConfigs(filters: [String: [String]] = [:]) async throws -> [SwarmConfig] {
        let request = try swarm(.get, "/configs", to: "list configs")
        return try await get([SwarmConfig].self, request.with("filters", try EngineRequest.filters(filters)))
    }

    /// `nil` where there is no such config.
    public func inspectConfig(_ config: String) async throws -> SwarmConfig? {
        try await find(
            SwarmConfig.self, try swarm(.get, Self.path(config: config), to: "look at the config `\(config)`"))
    }

    /// Gives the ID. Throws `engine.conflict` where the name is taken.
    public func createConfig(_ specification: ConfigSpecification) async throws -> String {
        let request = try swarm(.post, "/configs/create", to: "create the config `\(specification.name)`")
            .json(specification)
        return try await get(CreatedObject.self, request, limit: limits.change).id
    }

    /// Throws `engine.not-found` where it is gone already, `engine.conflict` while a service names it.
    public func removeConfig(_ config: String) async throws {
        try await change(try swarm(.delete, Self.path(config: config), to: "remove the config `\(config)`"))
    }

    static func path(config: String) -> String { "/configs/" + EngineRequest.escape(config) }
}
