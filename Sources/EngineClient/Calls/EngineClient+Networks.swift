public import Vocabulary

// Networks go by name or ID.
extension EngineClient {
    public func listNetworks(filters: [String: [String]] = [:]) async throws -> [EngineNetwork] {
        let request = EngineRequest(.get, "/networks", to: "list networks")
        return try await get([EngineNetwork].self, request.with("filters", try EngineRequest.filters(filters)))
    }

    /// `nil` where there is no such network.
    public func inspectNetwork(_ network: String) async throws -> EngineNetwork? {
        try await find(
            EngineNetwork.self, EngineRequest(.get, Self.path(network: network), to: "look at the network `\(network)`")
        )
    }

    /// Gives the ID. Throws `engine.conflict` where the name is taken.
    public func createNetwork(_ specification: NetworkSpecification) async throws -> String {
        var request = try EngineRequest(
            .post, "/networks/create", to: "create the network `\(specification.name)`"
        ).json(specification)
        if specification.driver == "overlay" { request.api = .swarm }
        return try await get(CreatedNetwork.self, request, limit: limits.change).id
    }

    /// Throws `engine.not-found` where it is gone already; an engine answers `engine.refused` (403) while a container is in it.
    public func removeNetwork(_ network: String) async throws {
        try await change(EngineRequest(.delete, Self.path(network: network), to: "remove the network `\(network)`"))
    }

    /// Throws `engine.refused` or `engine.conflict` (403, by release 409) where it is in it already.
    public func connectNetwork(
        _ network: String, container: String, endpoint: EndpointSettings = EndpointSettings()
    ) async throws {
        let request = try EngineRequest(
            .post, Self.path(network: network) + "/connect",
            to: "connect the container `\(container)` to the network `\(network)`"
        ).json(Connection(container: container, endpoint: endpoint))
        try await change(request)
    }

    public func disconnectNetwork(
        _ network: String, container: String, _ mode: RemovalMode = .ifUnused
    ) async throws {
        let request = try EngineRequest(
            .post, Self.path(network: network) + "/disconnect",
            to: "disconnect the container `\(container)` from the network `\(network)`"
        ).json(Disconnection(container: container, force: mode == .forced))
        try await change(request)
    }

    static func path(network: String) -> String { "/networks/" + EngineRequest.escape(network) }

    private struct CreatedNetwork: Decodable {
        var id: String
        enum CodingKeys: String, CodingKey { case id = "Id" }
    }
    private struct Connection: Encodable {
        var container: String
        var endpoint: EndpointSettings
        enum CodingKeys: String, CodingKey {
            case container = "Container"
            case endpoint = "EndpointConfig"
        }
    }
    private struct Disconnection: Encodable {
        var container: String
        var force: Bool
        enum CodingKeys: String, CodingKey {
            case container = "Container"
            case force = "Force"
        }
    }
}
