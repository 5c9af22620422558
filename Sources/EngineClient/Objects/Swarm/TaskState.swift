/// How far a task is, or should be. Unknown words are carried as they are.
///
/// A task only ever goes forward; what comes after its end is another task (swarmkit, `api/types.proto`, `TaskState`).
public struct TaskState: Hashable, Sendable, RawRepresentable, CustomStringConvertible {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public static let new = TaskState(rawValue: "new")
    /// It waits for a node.
    public static let pending = TaskState(rawValue: "pending")
    public static let assigned = TaskState(rawValue: "assigned")
    public static let accepted = TaskState(rawValue: "accepted")
    /// Its image is looked for, its container made.
    public static let preparing = TaskState(rawValue: "preparing")
    public static let ready = TaskState(rawValue: "ready")
    /// It is started, or waits for its health check.
    public static let starting = TaskState(rawValue: "starting")
    public static let running = TaskState(rawValue: "running")
    /// It ended with exit code 0.
    public static let complete = TaskState(rawValue: "complete")
    /// It was stopped.
    public static let shutdown = TaskState(rawValue: "shutdown")
    /// It ended with another exit code, or became unhealthy.
    public static let failed = TaskState(rawValue: "failed")
    /// Its container could not be made.
    public static let rejected = TaskState(rawValue: "rejected")
    public static let remove = TaskState(rawValue: "remove")
    /// Its node has been away for so long that nobody knows.
    public static let orphaned = TaskState(rawValue: "orphaned")
    public var description: String { rawValue }

    /// Whether nothing more will become of it.
    public var isOver: Bool {
        [.complete, .shutdown, .failed, .rejected, .remove, .orphaned].contains(self)
    }
}
