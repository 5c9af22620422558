public import Vocabulary

/// Codes of problems with an engine, for callers that act on them.
public enum EngineProblem {
    /// Nobody answers at the address, or not as an engine. Exit 12.
    public static let unreachable: ProblemCode = "engine.unreachable"
    /// A file that TLS with the engine needs cannot be read. Exit 12.
    public static let certificateUnreadable: ProblemCode = "engine.certificate-unreadable"
    /// The engine speaks no version that we speak: it is older than API 1.41 (Docker 20.10). Exit 12.
    public static let tooOld: ProblemCode = "engine.too-old"
    /// The engine refuses versions as old as ours. Exit 12.
    public static let tooNew: ProblemCode = "engine.too-new"
    /// The object of the call does not exist (HTTP 404). Exit 14.
    public static let notFound: ProblemCode = "engine.not-found"
    /// The object is in a state that forbids it, or its name is taken (HTTP 409). Exit 14.
    public static let conflict: ProblemCode = "engine.conflict"
    /// The engine answered another error of the caller (HTTP 4xx). Exit 14.
    public static let refused: ProblemCode = "engine.refused"
    /// The engine answered an error of its own (HTTP 5xx), or one in the middle of a stream. Exit 14.
    public static let failed: ProblemCode = "engine.failed"
    /// No answer, or no movement, within the limit. Exit 14.
    public static let timedOut: ProblemCode = "engine.timed-out"
    /// The connection ended before the answer did; whether the call took effect is unknown. Exit 14.
    public static let disconnected: ProblemCode = "engine.disconnected"
    /// The answer is larger than the cap. Exit 14.
    public static let answerTooLarge: ProblemCode = "engine.answer-too-large"
    /// The answer is not what the Engine API says. Exit 14.
    public static let answerInvalid: ProblemCode = "engine.answer-invalid"
    /// The engine has no Swarm mode: it is Podman. Exit 12.
    public static let noSwarm: ProblemCode = "engine.no-swarm"
    /// The engine cannot be asked about a swarm: it is in none, or as a worker, or is locked. Exit 14.
    public static let notManager: ProblemCode = "engine.not-manager"
    /// The engine is in a swarm already. Exit 14.
    public static let inSwarm: ProblemCode = "engine.in-swarm"
    /// The swarm has no leader now, or too few managers to agree: it may have one in a moment. Exit 14.
    public static let noLeader: ProblemCode = "engine.no-leader"
    /// The object of the swarm has changed since it was read: read it again. Exit 14.
    public static let outOfSequence: ProblemCode = "engine.out-of-sequence"
    /// An error inside the stream of a pull. Exit 14.
    public static let pullFailed: ProblemCode = "engine.pull-failed"
    /// An error inside the stream of a build. Exit 14.
    public static let buildFailed: ProblemCode = "engine.build-failed"
    /// An error inside the stream of a load. Exit 14.
    public static let loadFailed: ProblemCode = "engine.load-failed"
}

extension Problem {
    /// Whether the engine said that the object does not exist.
    public var isEngineNotFound: Bool { code == EngineProblem.notFound }
    /// Whether the engine said that the object's state or name forbids it.
    public var isEngineConflict: Bool { code == EngineProblem.conflict }
    /// Whether it is unknown what the call did: probe before trying again.
    public var isEngineOutcomeUnknown: Bool {
        // Without a majority of managers a change may be written down and agreed on later.
        [EngineProblem.disconnected, EngineProblem.timedOut, EngineProblem.noLeader].contains(code)
    }
    /// Whether the object of a swarm has changed since it was read.
    public var isEngineOutOfSequence: Bool { code == EngineProblem.outOfSequence }
    /// Whether a container was just becoming something else (measured: Podman 4.3, of one that ends while it is killed): in a moment it is.
    var isEngineBetweenStates: Bool { message.contains("container state improper") }
    /// Whether a swarm had no leader: another try in a moment may go well.
    public var isEngineWithoutLeader: Bool { code == EngineProblem.noLeader }
}
