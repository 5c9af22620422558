/// Something that long work tells while it is under way. Renderers make a bar, a line or a JSON object of it.
public enum ProgressEvent: Hashable, Sendable {
    /// A stage has begun: "load images". `total` is in bytes or steps, if known.
    case began(ProgressStage, title: String, total: ProgressAmount?)
    /// So much is done in all. Order is that of the work; amounts never fall.
    case advanced(ProgressStage, done: ProgressAmount)
    /// What is being waited for, and how long the wait may last: "waiting for `db` to be healthy (12 s of 5 min)".
    case waiting(ProgressStage, what: String, limitSeconds: Int)
    case ended(ProgressStage, outcome: String)
    /// One line that a person wants to see: the source that was chosen for an image.
    case note(String)
    case warning(Problem)
}

/// Names a stage of work, unique while it is under way: `image:docker.io/library/redis:7`.
public struct ProgressStage: Hashable, Sendable, CustomStringConvertible {
    public let rawValue: String
    public init(_ rawValue: String) { self.rawValue = rawValue }
    public var description: String { rawValue }
}

public enum ProgressAmount: Hashable, Sendable {
    case bytes(ByteCount)
    case steps(Int)
}

/// Takes progress events, from any task, at once and without waiting.
public typealias ProgressSink = @Sendable (ProgressEvent) -> Void
