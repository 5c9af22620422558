/// The container of a task: `ContainerSpec` (Docker Engine API 1.41). What is `nil` is not sent.
public struct TaskContainer: Hashable, Sendable, Codable {
    /// Named so that every node has it without a pull: `name@digest` that was pulled there, or an ID.
    public var image: String
    /// Of the container; those of the service are its own.
    public var labels: [String: String]?
    public var hostname: String?
    /// `KEY=value`.
    public var environment: [String]?
    /// In place of the image's entrypoint: `entrypoint` of Compose, `Command` of the engine.
    public var command: [String]?
    /// In place of the image's command: `command` of Compose, `Args` of the engine.
    public var arguments: [String]?
    public var workingDirectory: String?
    public var user: String?
    /// Further groups, by name or number.
    public var groups: [String]?
    public var tty: Bool?
    public var openStdin: Bool?
    public var readOnly: Bool?
    public var initProcess: Bool?
    public var stopSignal: String?
    /// Nanoseconds.
    public var stopGracePeriod: Int64?
    public var healthcheck: ContainerSpecification.Healthcheck?
    /// Lines of `/etc/hosts`: `ADDRESS NAME…`.
    public var hosts: [String]?
    public var dns: NameServers?
    public var mounts: [HostConfiguration.Mount]?
    public var secrets: [SecretReference]?
    public var configs: [ConfigReference]?
    public var capabilitiesAdded: [String]?
    public var capabilitiesDropped: [String]?
    public var sysctls: [String: String]?
    public var ulimits: [HostConfiguration.ResourceLimit]?
    public var privileges: TaskPrivileges?
    /// Engines below API 1.46 do not look at it.
    public var oomScoreAdjustment: Int?
    public var isolation: String?

    public init(image: String) { self.image = image }

    enum CodingKeys: String, CodingKey {
        case image = "Image"
        case labels = "Labels"
        case hostname = "Hostname"
        case environment = "Env"
        case command = "Command"
        case arguments = "Args"
        case workingDirectory = "Dir"
        case user = "User"
        case groups = "Groups"
        case tty = "TTY"
        case openStdin = "OpenStdin"
        case readOnly = "ReadOnly"
        case initProcess = "Init"
        case stopSignal = "StopSignal"
        case stopGracePeriod = "StopGracePeriod"
        case healthcheck = "Healthcheck"
        case hosts = "Hosts"
        case dns = "DNSConfig"
        case mounts = "Mounts"
        case secrets = "Secrets"
        case configs = "Configs"
        case capabilitiesAdded = "CapabilityAdd"
        case capabilitiesDropped = "CapabilityDrop"
        case sysctls = "Sysctls"
        case ulimits = "Ulimits"
        case privileges = "Privileges"
        case oomScoreAdjustment = "OomScoreAdj"
        case isolation = "Isolation"
    }

    public struct NameServers: Hashable, Sendable, Codable {
        public var servers: [String]?
        public var search: [String]?
        public var options: [String]?
        public init() {}
        enum CodingKeys: String, CodingKey {
            case servers = "Nameservers"
            case search = "Search"
            case options = "Options"
        }
    }
}
