/// What follows on the end of a task: `RestartPolicy` of a task (Docker Engine API 1.41). Without one: any end, after 5 s, for ever. Each restart is a new task.
public struct TaskRestartPolicy: Hashable, Sendable, Codable {
    public enum Condition: String, Hashable, Sendable, Codable {
        case none, any
        case onFailure = "on-failure"
    }
    public var condition: Condition?
    /// Nanoseconds between end and restart.
    public var delay: Int64?
    /// 0 and `nil` are no limit.
    public var maxAttempts: Int?
    /// Nanoseconds in which the attempts are counted; 0 and `nil` are for ever.
    public var window: Int64?
    public init(condition: Condition? = nil) { self.condition = condition }

    enum CodingKeys: String, CodingKey {
        case condition = "Condition"
        case delay = "Delay"
        case maxAttempts = "MaxAttempts"
        case window = "Window"
    }
}
