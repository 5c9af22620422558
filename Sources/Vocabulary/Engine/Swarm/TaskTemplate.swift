/// What each task of a service is: `TaskTemplate` (Docker Engine API 1.41). What is `nil` is not sent. A change of it replaces the tasks.
public struct TaskTemplate: Hashable, Sendable, Codable {
    public var container: TaskContainer
    public var resources: TaskResources?
    public var restartPolicy: TaskRestartPolicy?
    public var placement: TaskPlacement?
    public var networks: [NetworkAttachment]?
    public var logDriver: LogDriver?
    /// Another number than before replaces the tasks although nothing else has changed, and runs a job again.
    public var forceUpdate: Int?

    public init(container: TaskContainer) { self.container = container }

    enum CodingKeys: String, CodingKey {
        case container = "ContainerSpec"
        case resources = "Resources"
        case restartPolicy = "RestartPolicy"
        case placement = "Placement"
        case networks = "Networks"
        case logDriver = "LogDriver"
        case forceUpdate = "ForceUpdate"
    }

    /// How a task stands in one network.
    public struct NetworkAttachment: Hashable, Sendable, Codable {
        /// ID or name.
        public var target: String
        public var aliases: [String]?
        public var driverOptions: [String: String]?
        public init(target: String, aliases: [String]? = nil) {
            self.target = target
            self.aliases = aliases
        }
        enum CodingKeys: String, CodingKey {
            case target = "Target"
            case aliases = "Aliases"
            case driverOptions = "DriverOpts"
        }
    }

    public struct LogDriver: Hashable, Sendable, Codable {
        public var name: String
        public var options: [String: String]?
        public init(name: String, options: [String: String]? = nil) {
            self.name = name
            self.options = options
        }
        enum CodingKeys: String, CodingKey {
            case name = "Name"
            case options = "Options"
        }
    }
}
