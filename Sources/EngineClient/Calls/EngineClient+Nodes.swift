public import Vocabulary

// Nodes go by ID, or by host name where only one has it.
extension EngineClient {
    /// `GET /nodes`. Filters: `id`, `name` (beginnings), `node.label`, `role`, `membership`, each with the values that are let through.
    public func listNodes(filters: [String: [String]] = [:]) async throws -> [SwarmNode] {
        let request = try swarm(.get, "/nodes", to: "list the nodes of the swarm")
        return try await get([SwarmNode].self, request.with("filters", try EngineRequest.filters(filters)))
    }

    /// `nil` where there is no such node.
    public func inspectNode(_ node: String) async throws -> SwarmNode? {
        try await find(SwarmNode.self, try swarm(.get, Self.path(node: node), to: "look at the node `\(node)`"))
    }

    /// Changes labels, role and availability, whole. Throws `engine.out-of-sequence` where it is no longer at this version: read it again.
    public func updateNode(_ node: String, version: UInt64, specification: NodeSpecification) async throws {
        let request = try swarm(.post, Self.path(node: node) + "/update", to: "change the node `\(node)`")
            .with("version", String(version)).json(specification)
        try await change(request)
    }

    /// Forgets a node. Throws `engine.conflict` where it is a manager, or is not down and this is not `forced`.
    public func removeNode(_ node: String, _ mode: RemovalMode = .ifUnused) async throws {
        try await change(
            try swarm(.delete, Self.path(node: node), to: "remove the node `\(node)`")
                .with("force", mode == .forced ? "1" : nil))
    }

    static func path(node: String) -> String { "/nodes/" + EngineRequest.escape(node) }
}
