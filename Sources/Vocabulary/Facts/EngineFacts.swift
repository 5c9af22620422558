/// What an engine says of itself and holds.
public struct EngineFacts: Hashable, Sendable, Codable {
    /// `unix:///run/docker.sock`
    public var address: String
    /// `docker` or `podman`.
    public var product: String
    public var version: String
    /// The API version that was negotiated, `1.41`.
    public var apiVersion: String
    public var platform: Platform
    public var storageDriver: String
    /// Whether images live in containerd's store, where an ID is a manifest's digest and zstd layers can be read.
    public var containerdStore: Bool
    /// Where the engine keeps its data, on its own file system.
    public var rootDirectory: String
    /// Free there; `nil` where its files cannot be seen from here.
    public var rootFree: FreeSpace?
    public var liveRestore: Bool
    /// `inactive`, `active`, `pending`, `error`, `locked`.
    public var swarmState: String
    /// The target id that the swarm carries, as one of its managers knows it; `nil` where it carries none, or this is none of its managers.
    public var swarmTarget: String?
    public var isSwarmManager = false
    /// Whether it is a manager that could not be asked, as too few managers reach each other.
    public var isWithoutLeader = false
    /// Whether its swarm was there before this target, which uses it beside others. Of managers.
    public var isSwarmShared = false
    /// The swarm's own ID. Of managers.
    public var swarmID: String?
    /// The nodes of its swarm by their IDs, with their availability: `active`, `pause`, `drain`. Of managers.
    public var swarmNodes: [String: String] = [:]
    /// Its own in the swarm that it is in; `nil` where it is in none.
    public var swarmNodeID: String?
    /// The engine's own, made when it first ran: a copy of its disk has the same. `nil` where it has none.
    public var engineID: String?
    /// As `cgroup` reports: whether memory limits work.
    public var memoryLimit: Bool
    /// Of the machine that it runs on, which may be another one. `nil` where it does not say.
    public var memory: ByteCount?
    public var cpus: Int?
    /// Whether it runs on other files than this host's, and so on another machine as far as anybody here can tell.
    public var isElsewhere: Bool { if case .notSeen = seesFiles { true } else { false } }
    /// Whether users of its containers have other numbers on the host: it runs without root, or maps them (`userns-remap`).
    public var mapsUsers = false
    /// Whether a file of the state directory was seen through a container; `failed` says what was seen instead.
    public var seesFiles: Sight
    public var containers: [Container]
    public var images: [Image]
    public var networks: [Network]
    public var volumes: [Volume]
    /// Services of its swarm with ports on every node, as its managers know them; empty on any other.
    public var services: [Service] = []
    /// Address pools for new networks, `172.17.0.0/12 size 16` as `base`; empty where the engine does not say.
    public var addressPools: [String]

    public enum Sight: Hashable, Sendable, Codable {
        case seen
        /// It is there, and what containers write or own would be somebody else's here: users have other numbers, or we are not root.
        case seenByOthers(reason: String)
        case notSeen(reason: String)
        /// It could not be found out.
        case failed(reason: String)
        case notTried

        /// Configuration and data cannot be folders of this host, and go into volumes of the engine.
        public var needsVolumes: Bool {
            switch self {
            case .seenByOthers, .notSeen: true
            case .seen, .failed, .notTried: false
            }
        }
    }

    public init(
        address: String, product: String, version: String, apiVersion: String, platform: Platform,
        storageDriver: String, containerdStore: Bool, rootDirectory: String, rootFree: FreeSpace?, liveRestore: Bool,
        swarmState: String, memoryLimit: Bool, seesFiles: Sight, containers: [Container], images: [Image],
        networks: [Network], volumes: [Volume], addressPools: [String]
    ) {
        self.address = address
        self.product = product
        self.version = version
        self.apiVersion = apiVersion
        self.platform = platform
        self.storageDriver = storageDriver
        self.containerdStore = containerdStore
        self.rootDirectory = rootDirectory
        self.rootFree = rootFree
        self.liveRestore = liveRestore
        self.swarmState = swarmState
        self.memoryLimit = memoryLimit
        self.seesFiles = seesFiles
        self.containers = containers
        self.images = images
        self.networks = networks
        self.volumes = volumes
        self.addressPools = addressPools
    }

    public struct Container: Hashable, Sendable, Codable {
        public var id: String
        public var name: String
        public var imageID: String
        /// `running`, `exited`…
        public var state: String
        public var labels: [String: String]
        public var ports: [Port]
        public init(
            id: String, name: String, imageID: String, state: String, labels: [String: String], ports: [Port]
        ) {
            self.id = id
            self.name = name
            self.imageID = imageID
            self.state = state
            self.labels = labels
            self.ports = ports
        }
        public struct Port: Hashable, Sendable, Codable {
            public var transport: String
            public var hostAddress: String?
            public var hostPort: Int?
            public var containerPort: Int
            public init(transport: String, hostAddress: String?, hostPort: Int?, containerPort: Int) {
                self.transport = transport
                self.hostAddress = hostAddress
                self.hostPort = hostPort
                self.containerPort = containerPort
            }
        }
    }

    public struct Service: Hashable, Sendable, Codable {
        public var name: String
        public var labels: [String: String]
        /// Those of the routing mesh.
        public var ports: [Container.Port]
        public init(name: String, labels: [String: String], ports: [Container.Port]) {
            self.name = name
            self.labels = labels
            self.ports = ports
        }
    }

    public struct Image: Hashable, Sendable, Codable {
        /// The engine's own ID: the config's digest in a classic store, a manifest's in containerd's.
        public var id: String
        /// Digest of the config, where it could be found out: what images are compared by.
        public var config: Digest?
        public var tags: [String]
        public var digests: [String]
        public init(id: String, config: Digest?, tags: [String], digests: [String]) {
            self.id = id
            self.config = config
            self.tags = tags
            self.digests = digests
        }
    }

    public struct Network: Hashable, Sendable, Codable {
        public var id: String
        public var name: String
        public var driver: String
        public var labels: [String: String]
        public var subnets: [String]
        public init(id: String, name: String, driver: String, labels: [String: String], subnets: [String]) {
            self.id = id
            self.name = name
            self.driver = driver
            self.labels = labels
            self.subnets = subnets
        }
    }

    public struct Volume: Hashable, Sendable, Codable {
        public var name: String
        public var driver: String
        public var labels: [String: String]
        public init(name: String, driver: String, labels: [String: String]) {
            self.name = name
            self.driver = driver
            self.labels = labels
        }
    }
}

extension EngineFacts {
    /// Whether it is a manager of a swarm that no target has taken for its own.
    public var managesForeignSwarm: Bool { isSwarmManager && !isWithoutLeader && swarmTarget == nil }
}
