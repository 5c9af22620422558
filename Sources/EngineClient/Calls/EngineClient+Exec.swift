extension EngineClient {
    /// Prepares a command in a running container; gives the ID for ``startExec(_:tty:silence:)``. Throws `engine.conflict` where the container does not run.
    public func createExec(_ container: String, _ specification: ExecSpecification) async throws -> String {
        let request = try EngineRequest(
            .post, Self.path(container) + "/exec", to: "prepare a command in the container `\(container)`"
        ).json(specification)
        return try await get(CreatedExec.self, request, limit: limits.change).id
    }

    /// Starts the command and hands over its input and output. Its exit code is in ``inspectExec(_:)`` afterwards.
    ///
    /// - Parameters:
    ///   - exec: what preparing the command gave.
    ///   - tty: as it was prepared.
    ///   - silence: how long nothing may come before the call counts as lost.
    public func startExec(_ exec: String, tty: Bool, silence: EngineSilence) async throws -> EngineSession {
        let request = try EngineRequest(
            .post, "/exec/\(EngineRequest.escape(exec))/start", to: "run a command in a container"
        ).json(["Detach": false, "Tty": tty])
        return try await transport.hijack(request, silence: silence.limit, tty: tty)
    }

    /// `nil` where there is no such command any more.
    public func inspectExec(_ exec: String) async throws -> ExecDetails? {
        try await find(
            ExecDetails.self,
            EngineRequest(.get, "/exec/\(EngineRequest.escape(exec))/json", to: "look at a command in a container"))
    }

    /// The size of the command's terminal, in characters.
    public func resizeExec(_ exec: String, columns: Int, rows: Int) async throws {
        let request = EngineRequest(
            .post, "/exec/\(EngineRequest.escape(exec))/resize", to: "resize the terminal of a command")
        try await change(request.with("w", String(columns)).with("h", String(rows)), limit: limits.call)
    }

    /// Input and output of the container's own process, as they are from now on.
    ///
    /// - Parameters:
    ///   - container: its name or ID.
    ///   - tty: whether the container was made with a terminal.
    ///   - silence: how long nothing may come before the call counts as lost.
    public func attachContainer(_ container: String, tty: Bool, silence: EngineSilence) async throws -> EngineSession {
        let request = EngineRequest(
            .post, Self.path(container) + "/attach", to: "attach to the container `\(container)`"
        ).with("stream", "1").with("stdin", "1").with("stdout", "1").with("stderr", "1")
        return try await transport.hijack(request, silence: silence.limit, tty: tty)
    }

    /// Runs a command without input to its end, at most `silence` long without output, and gives its exit code and the first `outputLimit` bytes of what it wrote.
    public func runExec(
        _ container: String, _ specification: ExecSpecification, silence: Duration, outputLimit: Int = 1024 * 1024
    ) async throws -> ExecResult {
        let exec = try await createExec(container, specification)
        let session = try await startExec(exec, tty: specification.tty, silence: .limited(silence))
        var result = ExecResult(exitCode: 0, standardOutput: [], standardError: [])
        for try await chunk in session {
            switch chunk.source {
            case .standardOutput:
                result.standardOutput.append(contentsOf: chunk.bytes.prefix(outputLimit - result.standardOutput.count))
            case .standardError:
                result.standardError.append(contentsOf: chunk.bytes.prefix(outputLimit - result.standardError.count))
            }
        }
        result.exitCode = try await exitCode(of: exec, limit: limits.call)
        return result
    }

    /// The exit code of a command whose output has ended. An engine knows it a moment after the output's end; asks again until then.
    public func exitCode(of exec: String, limit: Duration) async throws -> Int {
        let clock = ContinuousClock()
        let deadline = clock.now + limit
        var pause = Duration.milliseconds(5)
        while true {
            if let details = try await inspectExec(exec), !details.isRunning, let code = details.exitCode {
                return code
            }
            guard clock.now < deadline else {
                throw CallFailure(address: address, tried: "learn how a command in a container ended")
                    .after(TransportFailure.timedOut(limit))
            }
            // The API has no call that waits for it.
            try await Task.sleep(for: pause)
            pause = min(pause * 2, .milliseconds(200))
        }
    }

    private struct CreatedExec: Decodable {
        var id: String
        enum CodingKeys: String, CodingKey { case id = "Id" }
    }
}

/// How a command in a container ended.
public struct ExecResult: Hashable, Sendable {
    public var exitCode: Int
    public var standardOutput: [UInt8]
    public var standardError: [UInt8]
}
