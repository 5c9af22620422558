public import Vocabulary

/// A service of a Compose file. What is `nil` or empty is not given: the image or the engine decides.
///
/// Attribute names and meanings are those of the Compose Specification, 05-services.md; durations are in nanoseconds, sizes in bytes.
public struct ComposeService: Hashable, Sendable {
    public var name: ServiceName
    /// Where its key stands.
    public var position: SourcePosition
    /// Where each of its attributes stands, by name.
    public var positions: [String: SourcePosition] = [:]

    /// As written, variables resolved; `nil` where only `build` is given.
    public var imageText: String?
    /// Parsed; `nil` where ``imageText`` is `nil`.
    public var image: ImageReference?
    public var build: Build?
    public var platform: String?
    /// `always`, `never`, `missing`, `build`, `daily`, `weekly`, `every_…`.
    public var pullPolicy: String?
    public var profiles: [String] = []

    /// `nil`: the image's; empty: none.
    public var command: [String]?
    /// `nil`: the image's; empty: none.
    public var entrypoint: [String]?
    /// With what `env_file` gave, if that was resolved. `nil` value: taken away, or from the shell's environment if it is set there. Sorted by name.
    public var environment: [Variable] = []
    public var environmentFiles: [EnvironmentFile] = []
    public var user: String?
    public var workingDirectory: String?
    public var hostname: String?
    public var domainname: String?
    public var containerName: String?
    public var labels: [String: String] = [:]
    public var annotations: [String: String] = [:]
    public var tty = false
    public var stdinOpen = false
    public var initProcess: Bool?
    public var attach: Bool?

    /// Sorted by service. With the implied ones of `links`, `volumes_from` and shared namespaces.
    public var dependsOn: [Dependency] = []
    public var restart: Restart?
    public var healthcheck: Healthcheck?
    public var stopSignal: String?
    /// Nanoseconds.
    public var stopGracePeriod: Int64?
    public var postStart: [Hook] = []
    public var preStop: [Hook] = []
    public var scale: Int?
    public var deploy: Deploy?

    public var ports: [Port] = []
    /// `80`, `80/udp`, `8000-8010`.
    public var expose: [String] = []
    /// `bridge`, `host`, `none`, `service:NAME`, `container:NAME`.
    public var networkMode: String?
    /// In the order of connecting: highest priority first, then by name.
    public var networks: [NetworkAttachment] = []
    public var links: [String] = []
    public var externalLinks: [String] = []
    /// `NAME=ADDRESS`, sorted.
    public var extraHosts: [String] = []
    public var dns: [String] = []
    public var dnsOptions: [String] = []
    public var dnsSearch: [String] = []
    public var macAddress: String?

    public var volumes: [Mount] = []
    /// `SERVICE[:ro]`, `container:NAME[:ro]`.
    public var volumesFrom: [String] = []
    /// `PATH[:OPTIONS]`
    public var tmpfs: [String] = []
    public var configs: [FileGrant] = []
    public var secrets: [FileGrant] = []
    public var volumeDriver: String?
    public var storageOptions: [String: String] = [:]

    public var privileged = false
    public var readOnly = false
    public var capabilitiesAdded: [String] = []
    public var capabilitiesDropped: [String] = []
    public var securityOptions: [String] = []
    public var groups: [String] = []
    public var pid: String?
    public var ipc: String?
    public var uts: String?
    public var usernsMode: String?
    /// `host` or `private`.
    public var cgroup: String?
    public var cgroupParent: String?
    public var runtime: String?
    public var isolation: String?
    public var credentialSpecification: ComposeValue?

    public var logging: Logging?
    public var sysctls: [String: String] = [:]
    public var ulimits: [Ulimit] = []
    public var devices: [Device] = []
    public var deviceCgroupRules: [String] = []
    public var gpus: [DeviceRequest] = []
    public var resources = Resources()

    /// `provider:`, `models:`, `develop:` as they stand: nothing at a target runs them.
    public var provider: ComposeValue?
    public var models: ComposeValue?
    public var develop: ComposeValue?
    public var useAPISocket = false

    /// `x-valise`
    public var valise = ValiseExtension()
    /// Other `x-…` keys.
    public var extensions: [String: ComposeValue] = [:]

    public init(name: ServiceName, position: SourcePosition) {
        self.name = name
        self.position = position
    }

    /// `always`, `unless-stopped`, `on-failure[:N]`, `no`.
    public enum Restart: Hashable, Sendable {
        case no, always, unlessStopped
        case onFailure(maximumRetries: Int?)
    }

    public struct Variable: Hashable, Sendable {
        public var name: String
        public var value: String?
        public var position: SourcePosition
    }

    /// An entry of `env_file`.
    public struct EnvironmentFile: Hashable, Sendable {
        public var path: AbsolutePath
        /// The path below the project directory, where it is there.
        public var relative: RelativePath?
        public var required: Bool
        /// `raw`: no interpolation, no quotes.
        public var format: String?
        public var position: SourcePosition
    }

    public struct Dependency: Hashable, Sendable {
        public var service: ServiceName
        public var condition: Condition
        public var restart: Bool
        public var required: Bool
        public var position: SourcePosition
        public enum Condition: String, Hashable, Sendable {
            case started = "service_started"
            case healthy = "service_healthy"
            case completed = "service_completed_successfully"
        }
    }

    /// Durations in nanoseconds.
    public struct Healthcheck: Hashable, Sendable {
        /// `["CMD", …]`, `["CMD-SHELL", …]`, `["NONE"]`; `nil`: the image's.
        public var test: [String]?
        public var interval: Int64?
        public var timeout: Int64?
        public var startPeriod: Int64?
        public var startInterval: Int64?
        public var retries: Int?
        /// `disable: true`
        public var isDisabled = false
        public var position: SourcePosition
    }

    public struct Hook: Hashable, Sendable {
        public var command: [String]
        public var user: String?
        public var privileged: Bool
        public var workingDirectory: String?
        public var environment: [Variable]
        public var position: SourcePosition
    }

    public struct Logging: Hashable, Sendable {
        public var driver: String?
        public var options: [String: String]
        public var position: SourcePosition
    }

    public struct Ulimit: Hashable, Sendable {
        public var name: String
        public var soft: Int64
        public var hard: Int64
    }

    public struct Device: Hashable, Sendable {
        public var source: String
        public var target: String
        /// `rwm`
        public var permissions: String
        public var position: SourcePosition
    }

    /// `gpus` and `deploy.resources.reservations.devices`.
    public struct DeviceRequest: Hashable, Sendable {
        public var capabilities: [String]
        public var driver: String?
        /// -1: all.
        public var count: Int?
        public var deviceIDs: [String]
        public var options: [String: String]
        public var position: SourcePosition
    }

    /// A service's use of a config or a secret.
    public struct FileGrant: Hashable, Sendable {
        /// The key under top-level `configs` or `secrets`.
        public var source: String
        /// As written; where `nil`: `/SOURCE` for a config, `/run/secrets/SOURCE` for a secret. A secret's relative target is below `/run/secrets`.
        public var target: String?
        public var uid: String?
        public var gid: String?
        /// Permission bits.
        public var mode: Int?
        public var position: SourcePosition
    }
}
