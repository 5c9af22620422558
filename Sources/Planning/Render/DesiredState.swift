public import Vocabulary

/// All that an installation is to be on its target, with the answers filled in. Made by `render`; it names no host.
public struct DesiredState: Hashable, Sendable {
    public var installation: InstallationName
    public var application: ApplicationName
    public var version: Version
    /// Images that the active services need, sorted by reference.
    public var images: [BundledImage]
    public var networks: [DesiredNetwork]
    public var volumes: [DesiredVolume]
    /// Dependencies before dependents; where nothing decides, by name.
    public var services: [DesiredService]
    /// The configuration that containers mount: one small tree for each distinct source, so that a changed file changes the paths, and so the containers, only of
    /// services that mount it. Each stands at `apps/NAME/config/<digest>/`. Sorted by digest, no two equal.
    public var configurations: [ConfigurationTree]
    public var dataFolders: [DesiredDataFolder]
    /// Absolute bind sources: requirements on the host.
    public var hostPaths: [DesiredHostPath]
    /// What a person opens when it is up, answers filled in.
    public var open: String?

    public init(
        installation: InstallationName, application: ApplicationName, version: Version, images: [BundledImage],
        networks: [DesiredNetwork], volumes: [DesiredVolume], services: [DesiredService],
        configurations: [ConfigurationTree], dataFolders: [DesiredDataFolder], hostPaths: [DesiredHostPath],
        open: String?
    ) {
        self.installation = installation
        self.application = application
        self.version = version
        self.images = images
        self.networks = networks
        self.volumes = volumes
        self.services = services
        self.configurations = configurations
        self.dataFolders = dataFolders
        self.hostPaths = hostPaths
        self.open = open
    }
}

/// A network of the installation, or one that must be there already.
public struct DesiredNetwork: Hashable, Sendable, Codable {
    public var specification: NetworkSpecification
    /// It is somebody else's: used, never made or removed.
    public var isExternal: Bool
    public init(specification: NetworkSpecification, isExternal: Bool) {
        self.specification = specification
        self.isExternal = isExternal
    }
}

/// A volume of the installation, or one that must be there already.
public struct DesiredVolume: Hashable, Sendable, Codable {
    public var specification: VolumeSpecification
    public var isExternal: Bool
    public init(specification: VolumeSpecification, isExternal: Bool) {
        self.specification = specification
        self.isExternal = isExternal
    }
}

/// A service with its containers.
public struct DesiredService: Hashable, Sendable, Codable {
    public var name: ServiceName
    public var image: ImageReference
    public var dependencies: [Dependency]
    /// `node.labels.KEY == VALUE`, as in the Compose file.
    public var constraints: [String]
    /// One for each replica.
    public var containers: [DesiredContainer]
    /// For how long a person waits for it to become healthy before it is called unhealthy, and where that comes from.
    public var healthy: Limit
    /// It runs once and ends: something waits for it to complete.
    public var runsToCompletion: Bool
    /// `platform:` of the Compose file; `nil`: the host's.
    public var platform: Platform?
    /// Services that must be on the same host: namespaces, `volumes_from`, `x-valise: with`. Sorted.
    public var together: [ServiceName]
    /// Health by protocol, from outside: `x-valise: check`.
    public var probe: Probe?
    public var scheduling: Scheduling

    public init(
        name: ServiceName, image: ImageReference, dependencies: [Dependency], constraints: [String],
        containers: [DesiredContainer], healthy: Limit, runsToCompletion: Bool, platform: Platform? = nil,
        together: [ServiceName] = [], probe: Probe? = nil, scheduling: Scheduling = Scheduling()
    ) {
        self.name = name
        self.image = image
        self.dependencies = dependencies
        self.constraints = constraints
        self.containers = containers
        self.healthy = healthy
        self.runsToCompletion = runsToCompletion
        self.platform = platform
        self.together = together
        self.probe = probe
        self.scheduling = scheduling
    }

    /// A look from outside at a service that cannot check itself. Durations in seconds.
    public struct Probe: Hashable, Sendable, Codable {
        public var endpoint: EndpointProbe
        /// Between two looks while somebody waits, at least 1.
        public var everySeconds: Int
        /// After the container's start, in which no answer is not yet a fault.
        public var startSeconds: Int
        public init(_ endpoint: EndpointProbe, everySeconds: Int, startSeconds: Int) {
            self.endpoint = endpoint
            self.everySeconds = everySeconds
            self.startSeconds = startSeconds
        }
    }

    public struct Dependency: Hashable, Sendable, Codable {
        public enum Condition: String, Hashable, Sendable, Codable {
            case started = "service_started"
            case healthy = "service_healthy"
            case completed = "service_completed_successfully"
        }
        public var service: ServiceName
        public var condition: Condition
        /// Missing or failing, it is a warning only, where `false`.
        public var required: Bool
        /// Restarted when the dependency is recreated.
        public var restart: Bool
        public init(service: ServiceName, condition: Condition, required: Bool, restart: Bool) {
            self.service = service
            self.condition = condition
            self.required = required
            self.restart = restart
        }
    }

    public struct Limit: Hashable, Sendable, Codable {
        public var seconds: Int
        /// `compose`, `profile demo-laptop`, `default`.
        public var source: String
        public init(seconds: Int, source: String) {
            self.seconds = seconds
            self.source = source
        }
    }
}

/// One container, ready to be made but for what only the host knows.
///
/// In `specification.host.binds` and mounts, sources begin with ``BindSource`` markers, resolved by `Rollout` to folders of the state directory; `image` is the reference in
/// full, replaced by the image's ID where the tag is somebody else's. `container:NAME` modes and `volumesFrom` name containers of this installation by name, created before.
///
/// The labels `ObjectLabel.specification` and `ObjectLabel.configHash` are set, over the specification with its markers: equal labels mean "already so", wherever the
/// state directory is. They cover the content of what is mounted (digests in the markers) and of the image (`ObjectLabel.imageContent`). What `Rollout` adds later (target, image ID, the
/// resolved binds, `z` under SELinux) is not covered. `nil` of `ContainerSpecification.networking` with a network mode of `none`, `host` or `container:` is meant so.
public struct DesiredContainer: Hashable, Sendable, Codable {
    public var name: String
    /// From 1.
    public var number: Int
    public var specification: ContainerSpecification
    /// Networks beyond the first, connected after creation and before start, in order.
    public var furtherNetworks: [FurtherNetwork]
    public var postStart: [Hook]
    public var preStop: [Hook]
    /// Written into the container itself before it is started; `nil` where the engine sees our files, and mounts them.
    public var files: [File]?
    /// Which of the binds are configs and secrets: on a cluster they are objects of it.
    public var grants: [Grant] = []

    /// A config or secret of the Compose file that the container has as a file.
    public struct Grant: Hashable, Sendable, Codable {
        public enum Kind: String, Hashable, Sendable, Codable { case config, secret }
        public var kind: Kind
        /// Its name in the Compose file.
        public var name: String
        /// As in the binds: a ``BindSource/configuration`` marker. Owner and mode are those of the file in that tree.
        public var source: String
        /// Absolute, in the container.
        public var target: String
        public init(kind: Kind, name: String, source: String, target: String) {
            self.kind = kind
            self.name = name
            self.source = source
            self.target = target
        }
    }

    /// A file of a container.
    public struct File: Hashable, Sendable, Codable {
        /// Absolute, in the container.
        public var path: String
        /// Permission bits.
        public var mode: Int
        public var owner: Int
        public var group: Int
        /// May hold secrets.
        public var content: ConfigurationFolder.Content
        public init(path: String, mode: Int, owner: Int, group: Int, content: ConfigurationFolder.Content) {
            self.path = path
            self.mode = mode
            self.owner = owner
            self.group = group
            self.content = content
        }
    }

    public init(
        name: String, number: Int, specification: ContainerSpecification, furtherNetworks: [FurtherNetwork] = [],
        postStart: [Hook] = [], preStop: [Hook] = []
    ) {
        self.name = name
        self.number = number
        self.specification = specification
        self.furtherNetworks = furtherNetworks
        self.postStart = postStart
        self.preStop = preStop
    }

    public struct FurtherNetwork: Hashable, Sendable, Codable {
        public var network: String
        public var endpoint: EndpointSettings
        public init(network: String, endpoint: EndpointSettings) {
            self.network = network
            self.endpoint = endpoint
        }
    }

    public struct Hook: Hashable, Sendable, Codable {
        public var command: [String]
        public var user: String?
        public var privileged: Bool
        public var workingDirectory: String?
        public var environment: [String]
        public init(
            command: [String], user: String?, privileged: Bool, workingDirectory: String?, environment: [String]
        ) {
            self.command = command
            self.user = user
            self.privileged = privileged
            self.workingDirectory = workingDirectory
            self.environment = environment
        }
    }
}

/// Markers at the front of a bind source that stand for folders which only the host knows. No absolute path begins so.
public enum BindSource {
    /// `@data@/bdd/data`: below the installation's data folder, `apps/NAME/data/`.
    public static let data = "@data@/"
    /// `@config@/<64 hex digits of the tree's digest>/nginx.conf`: below the installation's configuration folder, `apps/NAME/config/`.
    public static let configuration = "@config@/"
}

/// A data folder of the installation.
public struct DesiredDataFolder: Hashable, Sendable, Codable {
    public var path: RelativePath
    public var owner: Int
    public var group: Int
    public var mode: Int
    public init(path: RelativePath, owner: Int, group: Int, mode: Int) {
        self.path = path
        self.owner = owner
        self.group = group
        self.mode = mode
    }
}

/// An absolute bind source, and who asks for it.
public struct DesiredHostPath: Hashable, Sendable, Codable {
    public var path: AbsolutePath
    public var services: [ServiceName]
    /// Compose would create a missing one as a folder; Valise never does.
    public var expected: MachineFacts.PathKind?
    public init(path: AbsolutePath, services: [ServiceName], expected: MachineFacts.PathKind? = nil) {
        self.path = path
        self.services = services
        self.expected = expected
    }
}

/// Configuration that is mounted as one: a file, or a folder with all that is in it, templates rendered. Kept by content: its digest names the folder that holds it.
public struct ConfigurationTree: Hashable, Sendable {
    /// Sorted by path, which is that in the definition; templates without `.mustache`. Every folder of the source itself is listed, folders above it are not.
    public var entries: [Entry]
    /// Set where a service mounts it for writing: that service has a copy of its own, and what it changes there is drift.
    public var writableBy: ServiceName?
    public init(entries: [Entry], writableBy: ServiceName? = nil) {
        self.entries = entries
        self.writableBy = writableBy
    }

    public struct Entry: Hashable, Sendable {
        public var path: RelativePath
        /// Permission bits, as the definition has them. That nobody else on the host reads a rendered secret is up to the state directory, which has mode 0700.
        public var mode: Int
        public var content: Content
        /// Numeric; `nil`: the installer's.
        public var owner: Int?
        public var group: Int?
        public init(path: RelativePath, mode: Int, content: Content, owner: Int? = nil, group: Int? = nil) {
            self.path = path
            self.mode = mode
            self.content = content
            self.owner = owner
            self.group = group
        }
    }
    public enum Content: Hashable, Sendable {
        case folder
        /// As it stands in the bundle.
        case blob(Descriptor)
        /// Rendered with answers, or made of one; may hold secrets.
        case rendered([UInt8])
    }
}
