public import Vocabulary

extension EngineClient {
    public func listVolumes(filters: [String: [String]] = [:]) async throws -> [EngineVolume] {
        let request = EngineRequest(.get, "/volumes", to: "list volumes")
        return try await get(VolumeList.self, request.with("filters", try EngineRequest.filters(filters))).volumes
    }

    /// `nil` where there is no such volume.
    public func inspectVolume(_ volume: String) async throws -> EngineVolume? {
        try await find(
            EngineVolume.self, EngineRequest(.get, Self.path(volume: volume), to: "look at the volume `\(volume)`"))
    }

    /// Gives the volume. One of that name that is there already is given back *as it is*: compare its labels.
    public func createVolume(_ specification: VolumeSpecification) async throws -> EngineVolume {
        let request = try EngineRequest(
            .post, "/volumes/create", to: "create the volume `\(specification.name)`"
        ).json(specification)
        return try await get(EngineVolume.self, request, limit: limits.change)
    }

    /// Throws `engine.not-found` where it is gone already, `engine.conflict` while a container, running or not, has it.
    public func removeVolume(_ volume: String) async throws {
        try await change(EngineRequest(.delete, Self.path(volume: volume), to: "remove the volume `\(volume)`"))
    }

    static func path(volume: String) -> String { "/volumes/" + EngineRequest.escape(volume) }

    private struct VolumeList: Decodable {
        var volumes: [EngineVolume]
        enum CodingKeys: String, CodingKey { case volumes = "Volumes" }
        init(from decoder: any Decoder) throws {
            volumes = try decoder.container(keyedBy: CodingKeys.self).list(.volumes)
        }
    }
}
