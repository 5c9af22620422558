/// How the tasks of a service are replaced, forwards or back: `UpdateConfig` and `RollbackConfig` (Docker Engine API 1.41).
public struct UpdateConfiguration: Hashable, Sendable, Codable {
    public enum FailureAction: String, Hashable, Sendable, Codable { case pause, `continue`, rollback }
    public enum Order: String, Hashable, Sendable, Codable {
        case stopFirst = "stop-first"
        /// Impossible with ports of the host: they are taken.
        case startFirst = "start-first"
    }
    /// Tasks at a time; 0 is all at once.
    public var parallelism: Int
    /// Nanoseconds between two rounds.
    public var delay: Int64?
    /// The engine pauses where nothing is said.
    public var failureAction: FailureAction?
    /// Nanoseconds in which a new task's failure counts as one of the update.
    public var monitor: Int64?
    /// 0 to 1: the part of the tasks whose failure is borne.
    public var maxFailureRatio: Double?
    public var order: Order?
    public init(parallelism: Int = 1) { self.parallelism = parallelism }

    enum CodingKeys: String, CodingKey {
        case parallelism = "Parallelism"
        case delay = "Delay"
        case failureAction = "FailureAction"
        case monitor = "Monitor"
        case maxFailureRatio = "MaxFailureRatio"
        case order = "Order"
    }
}
