/// A container as the engine is asked to make it: the body of `POST /containers/create` (Docker Engine API 1.41).
///
/// Property names are ours, keys are the engine's. What is `nil` is not sent. Equal values make equal containers: the hash of its ``CanonicalJSON`` decides about recreation.
public struct ContainerSpecification: Hashable, Sendable, Codable {
    public var image: String
    public var hostname: String?
    public var domainname: String?
    public var user: String?
    /// `KEY=value` or, to unset, `KEY`; sorted.
    public var environment: [String]?
    public var command: [String]?
    public var entrypoint: [String]?
    public var workingDirectory: String?
    public var labels: [String: String]
    public var exposedPorts: [String: Empty]?
    public var volumes: [String: Empty]?
    public var healthcheck: Healthcheck?
    public var stopSignal: String?
    /// Seconds.
    public var stopTimeout: Int?
    public var tty: Bool?
    public var openStdin: Bool?
    /// Of the first network; engines below API 1.44 know it only here.
    public var macAddress: String?
    public var host: HostConfiguration
    public var networking: NetworkingConfiguration?

    public init(image: String, labels: [String: String] = [:], host: HostConfiguration = HostConfiguration()) {
        self.image = image
        self.labels = labels
        self.host = host
    }

    enum CodingKeys: String, CodingKey {
        case image = "Image"
        case hostname = "Hostname"
        case domainname = "Domainname"
        case user = "User"
        case environment = "Env"
        case command = "Cmd"
        case entrypoint = "Entrypoint"
        case workingDirectory = "WorkingDir"
        case labels = "Labels"
        case exposedPorts = "ExposedPorts"
        case volumes = "Volumes"
        case healthcheck = "Healthcheck"
        case stopSignal = "StopSignal"
        case stopTimeout = "StopTimeout"
        case tty = "Tty"
        case openStdin = "OpenStdin"
        case macAddress = "MacAddress"
        case host = "HostConfig"
        case networking = "NetworkingConfig"
    }

    /// `{}`, the value of a set's member in the engine's JSON.
    public struct Empty: Hashable, Sendable, Codable { public init() {} }

    /// Durations in nanoseconds, as the engine takes them.
    public struct Healthcheck: Hashable, Sendable, Codable {
        public var test: [String]?
        public var interval: Int64?
        public var timeout: Int64?
        public var startPeriod: Int64?
        public var startInterval: Int64?
        public var retries: Int?
        public init() {}
        enum CodingKeys: String, CodingKey {
            case test = "Test"
            case interval = "Interval"
            case timeout = "Timeout"
            case startPeriod = "StartPeriod"
            case startInterval = "StartInterval"
            case retries = "Retries"
        }
    }
}

/// Endpoints at creation. Engines below API 1.44 take one; further networks are connected afterwards.
public struct NetworkingConfiguration: Hashable, Sendable, Codable {
    public var endpoints: [String: EndpointSettings]
    public init(endpoints: [String: EndpointSettings]) { self.endpoints = endpoints }
    enum CodingKeys: String, CodingKey { case endpoints = "EndpointsConfig" }
}

/// How a container stands in one network.
public struct EndpointSettings: Hashable, Sendable, Codable {
    public var aliases: [String]?
    public var links: [String]?
    public var ipam: Addresses?
    public var macAddress: String?
    public var driverOptions: [String: String]?
    public init(aliases: [String]? = nil) { self.aliases = aliases }
    enum CodingKeys: String, CodingKey {
        case aliases = "Aliases"
        case links = "Links"
        case ipam = "IPAMConfig"
        case macAddress = "MacAddress"
        case driverOptions = "DriverOpts"
    }
    public struct Addresses: Hashable, Sendable, Codable {
        public var ipv4: String?
        public var ipv6: String?
        public var linkLocal: [String]?
        public init() {}
        enum CodingKeys: String, CodingKey {
            case ipv4 = "IPv4Address"
            case ipv6 = "IPv6Address"
            case linkLocal = "LinkLocalIPs"
        }
    }
}
