/// How long calls may take and how large answers may be. Every call is under one of these.
public struct EngineLimits: Hashable, Sendable {
    /// To reach the socket.
    public var connect: Duration = .seconds(5)
    /// For a call that only asks, from the first byte sent to the last received.
    public var call: Duration = .seconds(60)
    /// For a call that changes something: slow disks make engines slow.
    public var change: Duration = .seconds(300)
    /// For a stream: how long neither side may move a byte.
    public var stall: Duration = .seconds(300)
    /// The largest answer that is taken into memory, in bytes.
    public var answerBytes = 64 * 1024 * 1024
    /// The longest line of a stream of JSON lines, in bytes.
    public var lineBytes = 4 * 1024 * 1024

    public init() {}
}

/// How long a stream that may be silent for good reason is listened to in silence.
public enum EngineSilence: Hashable, Sendable {
    /// The stream fails with `engine.timed-out` when nothing has come for so long.
    case limited(Duration)
    /// Only the end of the stream or cancellation of the task ends it: a person is watching.
    case untilCancelled

    var limit: Duration? {
        switch self {
        case .limited(let duration): duration
        case .untilCancelled: nil
        }
    }
}
