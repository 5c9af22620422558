public import Vocabulary

/// An entry of `GET /services`, or `GET /services/{id}`.
public struct SwarmService: Hashable, Sendable, Decodable {
    public let id: String
    /// An update names it; any change, also one of Swarm's own, makes it another.
    public let version: UInt64
    /// RFC 3339.
    public let created: String
    public let updated: String
    public let specification: ServiceSpecification
    /// What it was before its last update; what a rollback goes back to.
    public let previous: ServiceSpecification?
    /// What is published, numbers that Swarm has chosen filled in.
    public let ports: [EndpointSpecification.Port]
    /// `nil` where it was never updated.
    public let update: Update?
    /// Only ``EngineClient/listServices(filters:counts:)`` gives it, where it is asked for.
    public let counts: Counts?
    /// `nil` where it is no job.
    public let job: Job?

    public var name: String { specification.name }

    public struct Update: Hashable, Sendable, Decodable {
        public let state: UpdateState
        /// For people; why it paused.
        public let message: String
        /// RFC 3339; `nil` where it never was.
        public let startedAt: String?
        public let completedAt: String?
        enum CodingKeys: String, CodingKey {
            case state = "State"
            case message = "Message"
            case startedAt = "StartedAt"
            case completedAt = "CompletedAt"
        }
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            state = UpdateState(rawValue: try values.text(.state))
            message = try values.text(.message)
            startedAt = try values.decodeIfPresent(String.self, forKey: .startedAt)
            completedAt = try values.decodeIfPresent(String.self, forKey: .completedAt)
        }
    }

    /// Numbers of tasks.
    public struct Counts: Hashable, Sendable, Decodable {
        public let running: Int
        /// So many should run; of a replicated job, so many may at a time; of a global one, those that are not done.
        public let desired: Int
        /// Of a job, those that ended well in this iteration.
        public let completed: Int
        enum CodingKeys: String, CodingKey {
            case running = "RunningTasks"
            case desired = "DesiredTasks"
            case completed = "CompletedTasks"
        }
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            running = Int(try values.number(.running))
            desired = Int(try values.number(.desired))
            completed = Int(try values.number(.completed))
        }
    }

    public struct Job: Hashable, Sendable, Decodable {
        /// Every run has a number of its own; its tasks carry it.
        public let iteration: UInt64
        /// RFC 3339.
        public let lastExecution: String
        enum CodingKeys: String, CodingKey {
            // As the engine spells it.
            case iteration = "JobIteration"
            case lastExecution = "LastExecution"
        }
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            iteration = try values.decodeIfPresent(SwarmMeta.Version.self, forKey: .iteration)?.index ?? 0
            lastExecution = try values.text(.lastExecution)
        }
    }

    private enum CodingKeys: String, CodingKey {
        case specification = "Spec"
        case previous = "PreviousSpec"
        case endpoint = "Endpoint"
        case update = "UpdateStatus"
        case counts = "ServiceStatus"
        case job = "JobStatus"
    }
    private struct Endpoint: Decodable {
        var ports: [EndpointSpecification.Port]?
        enum CodingKeys: String, CodingKey { case ports = "Ports" }
    }

    public init(from decoder: any Decoder) throws {
        let meta = try SwarmMeta(from: decoder)
        (id, version, created, updated) = (meta.id, meta.version, meta.created, meta.updated)
        let values = try decoder.container(keyedBy: CodingKeys.self)
        specification = try values.decode(ServiceSpecification.self, forKey: .specification)
        previous = try values.decodeIfPresent(ServiceSpecification.self, forKey: .previous)
        ports = try values.decodeIfPresent(Endpoint.self, forKey: .endpoint)?.ports ?? []
        let found = try values.decodeIfPresent(Update.self, forKey: .update)
        // 20.10 writes an empty object where there never was one.
        update = found.flatMap { $0.state.rawValue.isEmpty ? nil : $0 }
        counts = try values.decodeIfPresent(Counts.self, forKey: .counts)
        job = try values.decodeIfPresent(Job.self, forKey: .job)
    }
}

/// How far the replacement of a service's tasks is. Unknown words are carried as they are.
public struct UpdateState: Hashable, Sendable, RawRepresentable, CustomStringConvertible {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public static let updating = UpdateState(rawValue: "updating")
    /// It failed, and half of the tasks may be old.
    public static let paused = UpdateState(rawValue: "paused")
    public static let completed = UpdateState(rawValue: "completed")
    public static let rollbackStarted = UpdateState(rawValue: "rollback_started")
    public static let rollbackPaused = UpdateState(rawValue: "rollback_paused")
    public static let rollbackCompleted = UpdateState(rawValue: "rollback_completed")
    public var description: String { rawValue }
}
