import NIOCore
import NIOPosix
import Vocabulary

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Makes problems of what went wrong with one call.
struct CallFailure {
    let address: EngineAddress
    /// What was tried, as it follows "cannot": "create the container `web-1`".
    let tried: String
    /// What the whole call may take; `nil` for a stream, where each wait has its own limit.
    var limit: Duration?

    /// The engine could not be reached.
    func unreachable(_ error: any Error) -> Problem {
        let (reason, hint) = Self.explain(error, address)
        return Problem(
            EngineProblem.unreachable, .prerequisite, "cannot reach the engine at \(address) to \(tried): \(reason)",
            hint: hint)
    }

    /// What became of a connection that stood. `CancellationError` and problems pass through.
    func after(_ error: any Error) -> any Error {
        switch error {
        case is CancellationError: return error
        case let problem as Problem: return problem
        case let failure as TransportFailure: return problem(of: failure)
        case let failure as IOError:
            return problem(of: .disconnected(String(cString: strerror(failure.errnoCode))))
        default:
            return problem(of: .disconnected("\(error)"))
        }
    }

    private func problem(of failure: TransportFailure) -> Problem {
        switch failure {
        case .uncertified: unreachable(failure)
        case .timedOut(let silence):
            Problem(
                EngineProblem.timedOut, .step, "cannot \(tried): the engine at \(address) did not answer",
                expected: "an answer, or a sign of progress, within \(limit ?? silence)",
                consequence: "whether it took effect is unknown",
                hint: address.look)
        case .disconnected(let reason):
            Problem(
                EngineProblem.disconnected, .step,
                "cannot \(tried): the engine at \(address) closed the connection before its answer was complete",
                found: reason, consequence: "whether it took effect is unknown",
                hint: address.look)
        case .malformed(let what):
            Problem(
                EngineProblem.answerInvalid, .step,
                "cannot \(tried): the answer of the engine at \(address) is unreadable",
                expected: "HTTP/1.1 and JSON as the Engine API has them", found: what)
        case .tooLarge(let limit):
            Problem(
                EngineProblem.answerTooLarge, .step,
                "cannot \(tried): the answer of the engine at \(address) is too large",
                expected: "at most \(ByteCount(Int64(limit)))")
        }
    }

    /// What Podman (measured: 4.3) answers as an error of its own, status 500, and Docker as a conflict: its `cause` is one of these.
    private static let podmanConflicts: Set = [
        "that name is already in use", "container already exists", "container state improper",
        "network already exists", "network is being used", "volume already exists", "volume is being used",
    ]

    /// The engine answered an error; `known` is its code where the text tells more than the status.
    func answered(status: Int, message: String, cause: String? = nil, known: ProblemCode? = nil) -> Problem {
        let code =
            switch status {
            case _ where known != nil: known ?? EngineProblem.failed
            case _ where cause.map(Self.podmanConflicts.contains) ?? false: EngineProblem.conflict
            case 404: EngineProblem.notFound
            case 409: EngineProblem.conflict
            case 300..<500: EngineProblem.refused
            default: EngineProblem.failed
            }
        return Problem(
            code, .step, "cannot \(tried): the engine answered \"\(message)\"", found: "HTTP status \(status)")
    }

    /// An error inside a stream that began well.
    func inStream(_ code: ProblemCode, message: String) -> Problem {
        Problem(code, .step, "cannot \(tried): the engine answered \"\(message)\"")
    }

    private static func explain(_ error: any Error, _ address: EngineAddress) -> (reason: String, hint: String) {
        let other =
            address.otherHost == nil
            ? "start the engine, or name its address with `--engine` or DOCKER_HOST" : address.look
        let isUncertified = error as? TransportFailure == .uncertified
        if let reason = isUncertified ? Handshake.uncertified : Handshake.reason(error) {
            return (
                reason, "name the folder with `ca.pem`, `cert.pem` and `key.pem` for this engine in DOCKER_CERT_PATH"
            )
        }
        if case .disconnected(let reason)? = error as? TransportFailure { return (reason, other) }
        var number: CInt?
        if let failure = error as? IOError { number = failure.errnoCode }
        if let failure = error as? NIOConnectionError {
            number = failure.connectionErrors.lazy.compactMap { ($0.error as? IOError)?.errnoCode }.first
            if number == nil, failure.connectionErrors.isEmpty { return ("its name has no address", other) }
        }
        switch number {
        case ENOENT?: return ("there is no such socket", other)
        case ECONNREFUSED?: return ("nobody listens there", other)
        case EACCES?, EPERM?:
            return ("this user may not use the socket", "run as root, or join its group: `usermod -aG docker USER`")
        default: break
        }
        if error is ChannelError { return ("it did not take the connection in time", other) }
        return ("\(error)", other)
    }
}

extension EngineAddress {
    /// The host that it is another machine's of.
    fileprivate var otherHost: HostName? { if case .forwarded(_, let host, _) = self { host } else { nil } }

    /// How to find out what became of it, as a hint has it.
    fileprivate var look: String {
        guard let otherHost else { return "see whether the engine is alive with `docker info`" }
        return "see whether the host answers with `ssh \(otherHost) true`, and its engine there with `docker info`"
    }
}
