/// Which part of a container's log is wanted.
public struct LogOptions: Hashable, Sendable {
    /// The last so many lines; `nil` is all.
    public var tail: Int?
    /// Seconds since 1970, also with a fraction: `1700000000.5`; `nil` is from the beginning.
    public var since: String?
    public var until: String?
    public var timestamps: Timestamps = .omitted
    public var end: End = .now
    public init() {}

    /// Whether every line begins with its time, RFC 3339 with nanoseconds.
    public enum Timestamps: Hashable, Sendable { case omitted, included }
    /// Where the log ends.
    public enum End: Hashable, Sendable {
        /// With what is written by now.
        case now
        /// With the container: what comes is given as it comes.
        case followed(silence: EngineSilence)
    }
}

extension EngineClient {
    /// What a container wrote, in order, standard output and error told apart (but for one with a terminal). Throws `engine.not-found` where there is none.
    public func containerLogs(_ container: String, options: LogOptions = LogOptions()) async throws -> ContainerLogs {
        let tried = "read the log of the container `\(container)`"
        let inspection = EngineRequest(.get, Self.path(container) + "/json", to: tried)
        let details = try await get(ContainerDetails.self, inspection)
        return try await logs(
            EngineRequest(.get, Self.path(container) + "/logs", to: tried), options, tty: details.configuration.tty)
    }

    /// Of a container, a task or a service: all are asked alike.
    func logs(_ request: EngineRequest, _ options: LogOptions, tty: Bool) async throws -> ContainerLogs {
        var request = request.with("stdout", "1").with("stderr", "1").with("tail", options.tail.map(String.init))
            .with("since", options.since).with("until", options.until)
            .with("timestamps", options.timestamps == .included ? "1" : nil)
        var silence: Duration? = limits.stall
        if case .followed(let given) = options.end {
            request = request.with("follow", "1")
            silence = given.limit
        }
        return ContainerLogs(stream: try await transport.open(request, silence: silence), tty: tty)
    }
}

/// Output in the order in which the engine kept it. One consumer; once nothing refers to it, the connection is closed.
public struct ContainerLogs: AsyncSequence, Sendable {
    let stream: ResponseStream
    let tty: Bool
    public func makeAsyncIterator() -> Iterator { Iterator(stream: stream, decoder: OutputDecoder(tty: tty)) }
    public struct Iterator: AsyncIteratorProtocol {
        let stream: ResponseStream
        var decoder: OutputDecoder
        public mutating func next() async throws -> OutputChunk? {
            let stream = self.stream
            return try await decoder.next(failure: stream.failure) { try await stream.next() }
        }
    }
}
