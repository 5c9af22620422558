public import Vocabulary

// Secrets go by ID or name. Their content cannot be changed, and is never said.
extension EngineClient {
    /// `GET /secrets`. Filters: `id`, `name` (beginnings), `label`, each with the values that are let through.
    public func listSecrets(filters: [String: [String]] = [:]) async throws -> [SwarmSecret] {
        let request = try swarm(.get, "/secrets", to: "list secrets")
        return try await get([SwarmSecret].self, request.with("filters", try EngineRequest.filters(filters)))
    }

    /// `nil` where there is no such secret.
    public func inspectSecret(_ secret: String) async throws -> SwarmSecret? {
        try await find(
            SwarmSecret.self, try swarm(.get, Self.path(secret: secret), to: "look at the secret `\(secret)`"))
    }

    /// Gives the ID. Throws `engine.conflict` where the name is taken.
    public func createSecret(_ specification: SecretSpecification) async throws -> String {
        let request = try swarm(.post, "/secrets/create", to: "create the secret `\(specification.name)`")
            .json(specification)
        return try await get(CreatedObject.self, request, limit: limits.change).id
    }

    /// Throws `engine.not-found` where it is gone already, `engine.conflict` while a service names it.
    public func removeSecret(_ secret: String) async throws {
        try await change(try swarm(.delete, Self.path(secret: secret), to: "remove the secret `\(secret)`"))
    }

    static func path(secret: String) -> String { "/secrets/" + EngineRequest.escape(secret) }
}
