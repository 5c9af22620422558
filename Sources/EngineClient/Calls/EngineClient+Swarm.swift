public import Vocabulary

/// How a node leaves its swarm.
public enum SwarmLeave: Hashable, Sendable {
    /// As a worker. A manager refuses: `engine.conflict`.
    case asWorker
    /// Also as a manager, the last one included; then all that the swarm knew is lost.
    case forced
}

/// Which tokens an update of a swarm makes anew: the old one lets nobody in any more.
public enum JoinTokenRotation: String, Hashable, Sendable {
    case worker = "rotateWorkerToken"
    case manager = "rotateManagerToken"
}

// The swarm that an engine is in. Only a manager answers: of another, all calls but to begin, join and leave throw `engine.not-manager`; while there is no leader, `engine.no-leader`.
extension EngineClient {
    /// Begins a swarm with this engine as its only manager: `POST /swarm/init`. Gives the node's ID. Throws `engine.in-swarm` where it is in one.
    public func initializeSwarm(_ initialization: SwarmInitialization) async throws -> String {
        let request = try swarm(.post, "/swarm/init", to: "begin a swarm").json(initialization)
        return try await get(String.self, request, limit: limits.change)
    }

    /// Joins a swarm: `POST /swarm/join`. Throws `engine.in-swarm` where it is in one, `engine.timed-out` where no manager let it in within 20 s: the engine then goes on trying.
    public func joinSwarm(_ join: SwarmJoin) async throws {
        try await change(try swarm(.post, "/swarm/join", to: "join the swarm").json(join))
    }

    /// Leaves the swarm: `POST /swarm/leave`. The containers of its tasks go. Throws `engine.not-manager` where it is in none.
    public func leaveSwarm(_ mode: SwarmLeave = .asWorker) async throws {
        try await change(
            try swarm(.post, "/swarm/leave", to: "leave the swarm").with("force", mode == .forced ? "1" : nil))
    }

    /// `GET /swarm`
    public func inspectSwarm() async throws -> SwarmDetails {
        try await get(SwarmDetails.self, try swarm(.get, "/swarm", to: "look at the swarm"))
    }

    /// Changes the settings, whole: send back what was read, changed. Throws `engine.out-of-sequence` where it is no longer at this version.
    public func updateSwarm(
        version: UInt64, settings: SwarmSettings, rotating tokens: Set<JoinTokenRotation> = []
    ) async throws {
        var request = try swarm(.post, "/swarm/update", to: "change the swarm's settings")
            .with("version", String(version)).json(settings)
        for token in tokens { request = request.with(token.rawValue, "1") }
        try await change(request)
    }

    /// A call that only engines with Swarm mode know.
    func swarm(_ method: EngineRequest.Verb, _ path: String, to tried: String) throws -> EngineRequest {
        guard !engineVersion.isPodman else {
            throw Problem(
                EngineProblem.noSwarm, .prerequisite, "cannot \(tried): the engine at \(address) has no Swarm mode",
                expected: "Docker Engine", found: "Podman \(engineVersion.version)",
                hint: "use Docker Engine on each of several hosts")
        }
        var request = EngineRequest(method, path, to: tried)
        request.api = .swarm
        return request
    }
}
