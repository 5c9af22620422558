extension EngineClient {
    /// What the engine says of itself and its host: `GET /info`.
    public func info() async throws -> EngineInformation {
        try await get(EngineInformation.self, EngineRequest(.get, "/info", to: "ask the engine about itself"))
    }

    /// The engine's release: `GET /version`.
    public func version() async throws -> EngineVersion {
        try await get(EngineVersion.self, EngineRequest(.get, "/version", to: "ask for its version"))
    }

    /// What happens in the engine from now on, or from `since` (seconds since 1970), until the task is cancelled: `GET /events`.
    ///
    /// - Parameters:
    ///   - filters: `type`, `event`, `container`, `label`…, each with the values that are let through.
    ///   - since: seconds since 1970, by the engine's clock.
    ///   - silence: how long nothing may happen before the call counts as lost.
    public func events(
        filters: [String: [String]] = [:], since: Int64? = nil, silence: EngineSilence
    ) async throws -> EngineEvents {
        let request = EngineRequest(.get, "/events", to: "follow the engine's events")
            .with("filters", try EngineRequest.filters(filters)).with("since", since.map(String.init))
        return EngineEvents(
            stream: try await transport.open(request, silence: silence.limit), limit: limits.lineBytes)
    }
}

/// Events in order. One consumer; once nothing refers to it, the connection is closed.
public struct EngineEvents: AsyncSequence, Sendable {
    let stream: ResponseStream
    let limit: Int
    public func makeAsyncIterator() -> Iterator { Iterator(lines: JSONLines(stream, limit: limit)) }
    public struct Iterator: AsyncIteratorProtocol {
        var lines: JSONLines<EngineEvent>
        public mutating func next() async throws -> EngineEvent? { try await lines.next() }
    }
}
