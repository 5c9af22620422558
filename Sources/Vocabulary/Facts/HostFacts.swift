/// What was found on one host, at one time: all that `check` and `place` decide on. Gathered once; deciding asks nothing more.
public struct HostFacts: Hashable, Sendable, Codable {
    public var name: HostName
    public var machine: MachineFacts
    /// `failure` says why there is no engine to speak of.
    public var engine: EngineAnswer

    public init(name: HostName, machine: MachineFacts, engine: EngineAnswer) {
        self.name = name
        self.machine = machine
        self.engine = engine
    }

    public enum EngineAnswer: Hashable, Sendable, Codable {
        case reached(EngineFacts)
        /// The address that was tried, what went wrong, and what may help.
        case failed(address: String, reason: String, hint: String? = nil)
    }
}

/// The machine without its engine. `nil` is: could not be found out on this system.
public struct MachineFacts: Hashable, Sendable, Codable {
    public var platform: Platform
    public var kernel: String
    public var operatingSystem: String
    public var cpus: Int
    public var memoryTotal: ByteCount?
    public var memoryAvailable: ByteCount?
    /// Seconds since 1970, UTC, by the host's clock.
    public var clock: Int64
    public var stateDirectory: StateDirectoryFacts
    /// Subnets of the routing table without the default route, as `10.0.0.0/8`, with their device.
    public var routes: [Route]
    public var listeners: [Listener]
    /// Kernel features that engines need, by name (`overlay`, `bridge`, `veth`, `br_netfilter`, `ip_vs`, `nf_nat`); `true` where loaded, built in or loadable.
    public var kernelFeatures: [String: Bool]
    public var cgroup: CgroupFacts
    /// The absolute bind sources that the definition asks for.
    public var paths: [AbsolutePath: PathKind]
    public var selinuxEnforcing: Bool
    /// The name that the machine gives itself.
    public var hostName: HostName?
    /// Changes with every boot.
    public var bootID: String?
    /// `nil` also where nothing watches the power supply.
    public var power: PowerFacts?

    public init(
        platform: Platform, kernel: String, operatingSystem: String, cpus: Int, memoryTotal: ByteCount?,
        memoryAvailable: ByteCount?, clock: Int64, stateDirectory: StateDirectoryFacts, routes: [Route],
        listeners: [Listener], kernelFeatures: [String: Bool], cgroup: CgroupFacts,
        paths: [AbsolutePath: PathKind], selinuxEnforcing: Bool, hostName: HostName? = nil, bootID: String? = nil,
        power: PowerFacts? = nil
    ) {
        self.platform = platform
        self.kernel = kernel
        self.operatingSystem = operatingSystem
        self.cpus = cpus
        self.memoryTotal = memoryTotal
        self.memoryAvailable = memoryAvailable
        self.clock = clock
        self.stateDirectory = stateDirectory
        self.routes = routes
        self.listeners = listeners
        self.kernelFeatures = kernelFeatures
        self.cgroup = cgroup
        self.paths = paths
        self.selinuxEnforcing = selinuxEnforcing
        self.hostName = hostName
        self.bootID = bootID
        self.power = power
    }

    public struct Route: Hashable, Sendable, Codable {
        public var subnet: String
        public var device: String
        public init(subnet: String, device: String) {
            self.subnet = subnet
            self.device = device
        }
    }

    /// A socket that takes connections, and who holds it, where that can be seen.
    public struct Listener: Hashable, Sendable, Codable {
        public enum Transport: String, Hashable, Sendable, Codable { case tcp, udp }
        public var transport: Transport
        /// `0.0.0.0`, `::`, `127.0.0.1`…
        public var address: String
        public var port: Int
        public var process: String?
        public var processID: Int?
        public init(transport: Transport, address: String, port: Int, process: String?, processID: Int?) {
            self.transport = transport
            self.address = address
            self.port = port
            self.process = process
            self.processID = processID
        }
    }

    public struct StateDirectoryFacts: Hashable, Sendable, Codable {
        public var path: AbsolutePath
        /// Why it cannot be written; `nil` where it can.
        public var failure: String?
        public var free: FreeSpace?
        /// How long one write of 4 KiB with fsync took, in milliseconds, median of several.
        public var fsyncMilliseconds: Double?
        public init(path: AbsolutePath, failure: String?, free: FreeSpace?, fsyncMilliseconds: Double?) {
            self.path = path
            self.failure = failure
            self.free = free
            self.fsyncMilliseconds = fsyncMilliseconds
        }
    }

    public struct CgroupFacts: Hashable, Sendable, Codable {
        /// 1 or 2.
        public var version: Int
        public var memoryController: Bool
        public init(version: Int, memoryController: Bool) {
            self.version = version
            self.memoryController = memoryController
        }
    }

    public enum PathKind: String, Hashable, Sendable, Codable { case missing, file, folder, socket, device, other }
}
