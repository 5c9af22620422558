/// Settings of a whole swarm: `Spec` of `POST /swarm/init`, the body of `POST /swarm/update` (Docker Engine API 1.41). What is `nil` is not sent: at init the engine takes its default. An update sends back what was read, changed.
public struct SwarmSettings: Hashable, Sendable, Codable {
    /// Only `default` is taken.
    public var name: String?
    public var labels: [String: String]?
    public var orchestration: Orchestration?
    public var raft: Raft?
    public var dispatcher: Dispatcher?
    public var certificates: Certificates?
    public var taskDefaults: TaskDefaults?
    public var encryption: Encryption?
    public init() {}

    enum CodingKeys: String, CodingKey {
        case name = "Name"
        case labels = "Labels"
        case orchestration = "Orchestration"
        case raft = "Raft"
        case dispatcher = "Dispatcher"
        case certificates = "CAConfig"
        case taskDefaults = "TaskDefaults"
        case encryption = "EncryptionConfig"
    }

    public struct Orchestration: Hashable, Sendable, Codable {
        /// How many ended tasks are kept for each slot; the engine's default is 5.
        public var taskHistory: Int?
        public init(taskHistory: Int?) { self.taskHistory = taskHistory }
        enum CodingKeys: String, CodingKey { case taskHistory = "TaskHistoryRetentionLimit" }
    }

    public struct Raft: Hashable, Sendable, Codable {
        /// Log entries between two snapshots.
        public var snapshotInterval: Int?
        public var keepOldSnapshots: Int?
        public var logEntriesForSlowFollowers: Int?
        /// In ticks of a second, as the next.
        public var electionTick: Int?
        public var heartbeatTick: Int?
        public init() {}
        enum CodingKeys: String, CodingKey {
            case snapshotInterval = "SnapshotInterval"
            case keepOldSnapshots = "KeepOldSnapshots"
            case logEntriesForSlowFollowers = "LogEntriesForSlowFollowers"
            case electionTick = "ElectionTick"
            case heartbeatTick = "HeartbeatTick"
        }
    }

    public struct Dispatcher: Hashable, Sendable, Codable {
        /// Nanoseconds; the engine's default is 5 s.
        public var heartbeatPeriod: Int64?
        public init(heartbeatPeriod: Int64?) { self.heartbeatPeriod = heartbeatPeriod }
        enum CodingKeys: String, CodingKey { case heartbeatPeriod = "HeartbeatPeriod" }
    }

    public struct Certificates: Hashable, Sendable, Codable {
        /// Nanoseconds that a node's certificate holds; the engine's default is 90 days, and who was off for longer does not come back.
        public var nodeExpiry: Int64?
        /// A number that is raised makes a new root.
        public var forceRotate: Int?
        /// Those that sign in the place of the managers, where a site has some: an update that leaves them out takes them away.
        public var externalAuthorities: [ExternalAuthority]?
        public init(nodeExpiry: Int64?) { self.nodeExpiry = nodeExpiry }
        enum CodingKeys: String, CodingKey {
            case nodeExpiry = "NodeCertExpiry"
            case forceRotate = "ForceRotate"
            case externalAuthorities = "ExternalCAs"
        }
    }

    public struct ExternalAuthority: Hashable, Sendable, Codable {
        public var kind: String?
        public var url: String?
        public var options: [String: String]?
        /// PEM.
        public var certificate: String?
        public init() {}
        enum CodingKeys: String, CodingKey {
            case kind = "Protocol"
            case url = "URL"
            case options = "Options"
            case certificate = "CACert"
        }
    }

    public struct TaskDefaults: Hashable, Sendable, Codable {
        public var logDriver: TaskTemplate.LogDriver?
        public init() {}
        enum CodingKeys: String, CodingKey { case logDriver = "LogDriver" }
    }

    public struct Encryption: Hashable, Sendable, Codable {
        /// Whether a manager that was restarted waits for a key from a person.
        public var autoLock: Bool
        public init(autoLock: Bool) { self.autoLock = autoLock }
        enum CodingKeys: String, CodingKey { case autoLock = "AutoLockManagers" }
    }
}
