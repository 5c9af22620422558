/// `GET /containers/{id}/json`, as far as it is needed.
public struct ContainerDetails: Hashable, Sendable, Decodable {
    public let id: String
    /// Without the leading slash.
    public let name: String
    /// ID of the image, as the engine's store counts it.
    public let imageID: String
    /// RFC 3339, UTC.
    public let created: String
    public let state: State
    public let restartCount: Int
    public let configuration: Configuration
    public let host: Host
    public let mounts: [Mount]
    /// By the network's name.
    public let networks: [String: Endpoint]
    /// Key `80/tcp`; the ports of the host that lead there.
    public let ports: [String: [HostPort]]

    public struct State: Hashable, Sendable, Decodable {
        public let status: ContainerState
        public let isRunning: Bool
        public let exitCode: Int
        /// Why it could not be started; empty where it could.
        public let error: String
        public let outOfMemory: Bool
        /// RFC 3339; year 1 where it never was.
        public let startedAt: String
        public let finishedAt: String
        /// `nil` where the container has no health check.
        public let health: Health?
        enum CodingKeys: String, CodingKey {
            case status = "Status"
            case isRunning = "Running"
            case exitCode = "ExitCode"
            case error = "Error"
            case outOfMemory = "OOMKilled"
            case startedAt = "StartedAt"
            case finishedAt = "FinishedAt"
            case health = "Health"
        }
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            status = ContainerState(rawValue: try values.text(.status))
            isRunning = try values.flag(.isRunning)
            exitCode = Int(try values.number(.exitCode))
            error = try values.text(.error)
            outOfMemory = try values.flag(.outOfMemory)
            startedAt = try values.text(.startedAt)
            finishedAt = try values.text(.finishedAt)
            let found = try values.decodeIfPresent(Health.self, forKey: .health)
            // Podman writes an empty object, Docker the status "none", where there is no check.
            health = found.flatMap { $0.status == .none || $0.status.rawValue.isEmpty ? nil : $0 }
        }
    }

    public struct Health: Hashable, Sendable, Decodable {
        public let status: HealthStatus
        public let failingStreak: Int
        /// The last five checks, oldest first.
        public let log: [Check]
        public struct Check: Hashable, Sendable, Decodable {
            public let exitCode: Int
            public let output: String
            /// RFC 3339.
            public let end: String
            enum CodingKeys: String, CodingKey {
                case exitCode = "ExitCode"
                case output = "Output"
                case end = "End"
            }
        }
        enum CodingKeys: String, CodingKey {
            case status = "Status"
            case failingStreak = "FailingStreak"
            case log = "Log"
        }
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            status = HealthStatus(rawValue: try values.text(.status))
            failingStreak = Int(try values.number(.failingStreak))
            log = try values.list(.log)
        }
    }

    /// What it was created with, the image's settings filled in.
    public struct Configuration: Hashable, Sendable, Decodable {
        public let image: String
        public let hostname: String
        public let user: String
        public let environment: [String]
        public let command: [String]
        public let entrypoint: [String]
        public let workingDirectory: String
        public let labels: [String: String]
        public let tty: Bool
        public let openStdin: Bool
        /// Time between two health checks in nanoseconds; `nil` where nothing is said.
        public let healthInterval: Int64?
        /// Seconds between the signal to stop and the end; `nil` where the engine's own limit counts.
        public let stopTimeout: Int?
        private struct Healthcheck: Decodable {
            var interval: Int64?
            enum CodingKeys: String, CodingKey { case interval = "Interval" }
        }
        enum CodingKeys: String, CodingKey {
            case image = "Image"
            case hostname = "Hostname"
            case user = "User"
            case environment = "Env"
            case command = "Cmd"
            case entrypoint = "Entrypoint"
            case workingDirectory = "WorkingDir"
            case labels = "Labels"
            case tty = "Tty"
            case openStdin = "OpenStdin"
            case healthcheck = "Healthcheck"
            case stopTimeout = "StopTimeout"
        }
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            image = try values.text(.image)
            hostname = try values.text(.hostname)
            user = try values.text(.user)
            environment = try values.list(.environment)
            command = try values.list(.command)
            entrypoint = try values.list(.entrypoint)
            workingDirectory = try values.text(.workingDirectory)
            labels = try values.map(.labels)
            tty = try values.flag(.tty)
            openStdin = try values.flag(.openStdin)
            let interval = try values.decodeIfPresent(Healthcheck.self, forKey: .healthcheck)?.interval ?? 0
            healthInterval = interval > 0 ? interval : nil
            stopTimeout = try values.decodeIfPresent(Int.self, forKey: .stopTimeout)
        }
    }

    public struct Host: Hashable, Sendable, Decodable {
        public let networkMode: String
        public let binds: [String]
        /// `no`, `always`, `unless-stopped`, `on-failure`.
        public let restartPolicy: String
        public let autoRemove: Bool
        enum CodingKeys: String, CodingKey {
            case networkMode = "NetworkMode"
            case binds = "Binds"
            case restartPolicy = "RestartPolicy"
            case autoRemove = "AutoRemove"
        }
        private struct Policy: Decodable {
            var name: String?
            enum CodingKeys: String, CodingKey { case name = "Name" }
        }
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            networkMode = try values.text(.networkMode)
            binds = try values.list(.binds)
            let policy = try values.decodeIfPresent(Policy.self, forKey: .restartPolicy)?.name ?? ""
            restartPolicy = policy.isEmpty ? "no" : policy
            autoRemove = try values.flag(.autoRemove)
        }
    }

    public struct Mount: Hashable, Sendable, Decodable {
        /// `bind`, `volume`, `tmpfs`.
        public let type: String
        /// The volume's name; empty for a bind.
        public let name: String
        public let source: String
        public let destination: String
        public let isWritable: Bool
        enum CodingKeys: String, CodingKey {
            case type = "Type"
            case name = "Name"
            case source = "Source"
            case destination = "Destination"
            case isWritable = "RW"
        }
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            type = try values.text(.type)
            name = try values.text(.name)
            source = try values.text(.source)
            destination = try values.text(.destination)
            isWritable = try values.flag(.isWritable)
        }
    }

    public struct Endpoint: Hashable, Sendable, Decodable {
        public let networkID: String
        public let aliases: [String]
        /// Empty while it does not run.
        public let ipv4: String
        public let ipv6: String
        enum CodingKeys: String, CodingKey {
            case networkID = "NetworkID"
            case aliases = "Aliases"
            case ipv4 = "IPAddress"
            case ipv6 = "GlobalIPv6Address"
        }
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            networkID = try values.text(.networkID)
            aliases = try values.list(.aliases)
            ipv4 = try values.text(.ipv4)
            ipv6 = try values.text(.ipv6)
        }
    }

    public struct HostPort: Hashable, Sendable, Decodable {
        public let address: String
        public let port: String
        enum CodingKeys: String, CodingKey {
            case address = "HostIp"
            case port = "HostPort"
        }
    }

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case name = "Name"
        case imageID = "Image"
        case created = "Created"
        case state = "State"
        case restartCount = "RestartCount"
        case configuration = "Config"
        case host = "HostConfig"
        case mounts = "Mounts"
        case settings = "NetworkSettings"
    }
    private struct Settings: Decodable {
        var networks: [String: Endpoint]?
        var ports: [String: [HostPort]?]?
        enum CodingKeys: String, CodingKey {
            case networks = "Networks"
            case ports = "Ports"
        }
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        id = try values.decode(String.self, forKey: .id)
        let fullName = try values.text(.name)
        name = fullName.hasPrefix("/") ? String(fullName.dropFirst()) : fullName
        imageID = try values.text(.imageID)
        created = try values.text(.created)
        state = try values.decode(State.self, forKey: .state)
        restartCount = Int(try values.number(.restartCount))
        configuration = try values.decode(Configuration.self, forKey: .configuration)
        host = try values.decode(Host.self, forKey: .host)
        mounts = try values.list(.mounts)
        let settings = try values.decodeIfPresent(Settings.self, forKey: .settings)
        networks = settings?.networks ?? [:]
        ports = (settings?.ports ?? [:]).mapValues { $0 ?? [] }
    }
}

/// What the health check of a container says. Unknown words are carried as they are.
public struct HealthStatus: Hashable, Sendable, RawRepresentable, CustomStringConvertible {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public static let none = HealthStatus(rawValue: "none")
    public static let starting = HealthStatus(rawValue: "starting")
    public static let healthy = HealthStatus(rawValue: "healthy")
    public static let unhealthy = HealthStatus(rawValue: "unhealthy")
    public var description: String { rawValue }
}
