/// The part of a container that concerns its host: `HostConfig` of the Engine API 1.41. What is `nil` is not sent.
public struct HostConfiguration: Hashable, Sendable, Codable {
    public var networkMode: String?
    public var binds: [String]?
    public var mounts: [Mount]?
    public var tmpfs: [String: String]?
    public var volumesFrom: [String]?
    public var portBindings: [String: [PortBinding]]?
    public var restartPolicy: RestartPolicy?
    public var autoRemove: Bool?
    public var privileged: Bool?
    public var readonlyRootfs: Bool?
    public var initProcess: Bool?
    public var capabilitiesAdded: [String]?
    public var capabilitiesDropped: [String]?
    public var securityOptions: [String]?
    public var groups: [String]?
    public var dns: [String]?
    public var dnsOptions: [String]?
    public var dnsSearch: [String]?
    public var extraHosts: [String]?
    public var links: [String]?
    public var pidMode: String?
    public var ipcMode: String?
    public var utsMode: String?
    public var usernsMode: String?
    public var cgroupnsMode: String?
    public var cgroupParent: String?
    public var runtime: String?
    public var isolation: String?
    public var logging: LogConfiguration?
    public var sysctls: [String: String]?
    public var storageOptions: [String: String]?
    public var ulimits: [ResourceLimit]?
    public var devices: [Device]?
    public var deviceCgroupRules: [String]?
    public var deviceRequests: [DeviceRequest]?
    /// Bytes.
    public var shmSize: Int64?
    /// Bytes.
    public var memory: Int64?
    public var memoryReservation: Int64?
    public var memorySwap: Int64?
    public var memorySwappiness: Int64?
    public var nanoCPUs: Int64?
    public var cpuCount: Int64?
    public var cpuPercent: Int64?
    public var cpuShares: Int64?
    public var cpuPeriod: Int64?
    public var cpuQuota: Int64?
    public var cpuRealtimePeriod: Int64?
    public var cpuRealtimeRuntime: Int64?
    public var cpuset: String?
    public var pidsLimit: Int64?
    public var oomKillDisable: Bool?
    public var oomScoreAdjustment: Int?
    public var blkioWeight: Int?
    public var blkioWeightDevices: [DeviceWeight]?
    public var blkioReadBytes: [DeviceRate]?
    public var blkioWriteBytes: [DeviceRate]?
    public var blkioReadOperations: [DeviceRate]?
    public var blkioWriteOperations: [DeviceRate]?
    /// For the runtime; engines below API 1.43 do not look at it.
    public var annotations: [String: String]?
    /// Empty, not `nil`, where `systempaths=unconfined` is asked for.
    public var maskedPaths: [String]?
    public var readonlyPaths: [String]?
    public init() {}

    enum CodingKeys: String, CodingKey {
        case networkMode = "NetworkMode"
        case binds = "Binds"
        case mounts = "Mounts"
        case tmpfs = "Tmpfs"
        case volumesFrom = "VolumesFrom"
        case portBindings = "PortBindings"
        case restartPolicy = "RestartPolicy"
        case autoRemove = "AutoRemove"
        case privileged = "Privileged"
        case readonlyRootfs = "ReadonlyRootfs"
        case initProcess = "Init"
        case capabilitiesAdded = "CapAdd"
        case capabilitiesDropped = "CapDrop"
        case securityOptions = "SecurityOpt"
        case groups = "GroupAdd"
        case dns = "Dns"
        case dnsOptions = "DnsOptions"
        case dnsSearch = "DnsSearch"
        case extraHosts = "ExtraHosts"
        case links = "Links"
        case pidMode = "PidMode"
        case ipcMode = "IpcMode"
        case utsMode = "UTSMode"
        case usernsMode = "UsernsMode"
        case cgroupnsMode = "CgroupnsMode"
        case cgroupParent = "CgroupParent"
        case runtime = "Runtime"
        case isolation = "Isolation"
        case logging = "LogConfig"
        case sysctls = "Sysctls"
        case storageOptions = "StorageOpt"
        case ulimits = "Ulimits"
        case devices = "Devices"
        case deviceCgroupRules = "DeviceCgroupRules"
        case deviceRequests = "DeviceRequests"
        case shmSize = "ShmSize"
        case memory = "Memory"
        case memoryReservation = "MemoryReservation"
        case memorySwap = "MemorySwap"
        case memorySwappiness = "MemorySwappiness"
        case nanoCPUs = "NanoCpus"
        case cpuCount = "CpuCount"
        case cpuPercent = "CpuPercent"
        case cpuShares = "CpuShares"
        case cpuPeriod = "CpuPeriod"
        case cpuQuota = "CpuQuota"
        case cpuRealtimePeriod = "CpuRealtimePeriod"
        case cpuRealtimeRuntime = "CpuRealtimeRuntime"
        case cpuset = "CpusetCpus"
        case pidsLimit = "PidsLimit"
        case oomKillDisable = "OomKillDisable"
        case oomScoreAdjustment = "OomScoreAdj"
        case blkioWeight = "BlkioWeight"
        case blkioWeightDevices = "BlkioWeightDevice"
        case blkioReadBytes = "BlkioDeviceReadBps"
        case blkioWriteBytes = "BlkioDeviceWriteBps"
        case blkioReadOperations = "BlkioDeviceReadIOps"
        case blkioWriteOperations = "BlkioDeviceWriteIOps"
        case annotations = "Annotations"
        case maskedPaths = "MaskedPaths"
        case readonlyPaths = "ReadonlyPaths"
    }

    public struct DeviceWeight: Hashable, Sendable, Codable {
        public var path: String
        public var weight: Int64
        public init(path: String, weight: Int64) {
            self.path = path
            self.weight = weight
        }
        enum CodingKeys: String, CodingKey {
            case path = "Path"
            case weight = "Weight"
        }
    }

    /// Bytes or operations in a second.
    public struct DeviceRate: Hashable, Sendable, Codable {
        public var path: String
        public var rate: Int64
        public init(path: String, rate: Int64) {
            self.path = path
            self.rate = rate
        }
        enum CodingKeys: String, CodingKey {
            case path = "Path"
            case rate = "Rate"
        }
    }

    public struct PortBinding: Hashable, Sendable, Codable {
        public var hostAddress: String
        /// A number, or empty for any free one.
        public var hostPort: String
        public init(hostAddress: String = "", hostPort: String) {
            self.hostAddress = hostAddress
            self.hostPort = hostPort
        }
        enum CodingKeys: String, CodingKey {
            case hostAddress = "HostIp"
            case hostPort = "HostPort"
        }
    }

    public struct RestartPolicy: Hashable, Sendable, Codable {
        public var name: String
        public var maximumRetryCount: Int?
        public init(name: String, maximumRetryCount: Int? = nil) {
            self.name = name
            self.maximumRetryCount = maximumRetryCount
        }
        enum CodingKeys: String, CodingKey {
            case name = "Name"
            case maximumRetryCount = "MaximumRetryCount"
        }
    }

    public struct LogConfiguration: Hashable, Sendable, Codable {
        public var type: String
        public var options: [String: String]
        public init(type: String, options: [String: String]) {
            self.type = type
            self.options = options
        }
        enum CodingKeys: String, CodingKey {
            case type = "Type"
            case options = "Config"
        }
    }

    public struct ResourceLimit: Hashable, Sendable, Codable {
        public var name: String
        public var soft: Int64
        public var hard: Int64
        public init(name: String, soft: Int64, hard: Int64) {
            self.name = name
            self.soft = soft
            self.hard = hard
        }
        enum CodingKeys: String, CodingKey {
            case name = "Name"
            case soft = "Soft"
            case hard = "Hard"
        }
    }

    public struct Device: Hashable, Sendable, Codable {
        public var pathOnHost: String
        public var pathInContainer: String
        public var permissions: String
        public init(pathOnHost: String, pathInContainer: String, permissions: String) {
            self.pathOnHost = pathOnHost
            self.pathInContainer = pathInContainer
            self.permissions = permissions
        }
        enum CodingKeys: String, CodingKey {
            case pathOnHost = "PathOnHost"
            case pathInContainer = "PathInContainer"
            case permissions = "CgroupPermissions"
        }
    }

    public struct DeviceRequest: Hashable, Sendable, Codable {
        public var driver: String?
        public var count: Int?
        public var deviceIDs: [String]?
        public var capabilities: [[String]]?
        public var options: [String: String]?
        public init() {}
        enum CodingKeys: String, CodingKey {
            case driver = "Driver"
            case count = "Count"
            case deviceIDs = "DeviceIDs"
            case capabilities = "Capabilities"
            case options = "Options"
        }
    }

    public struct Mount: Hashable, Sendable, Codable {
        public var type: String
        public var source: String?
        public var target: String
        public var readOnly: Bool?
        public var consistency: String?
        public var bind: Bind?
        public var volume: Volume?
        public var tmpfs: Tmpfs?
        public init(type: String, source: String? = nil, target: String) {
            self.type = type
            self.source = source
            self.target = target
        }
        enum CodingKeys: String, CodingKey {
            case type = "Type"
            case source = "Source"
            case target = "Target"
            case readOnly = "ReadOnly"
            case consistency = "Consistency"
            case bind = "BindOptions"
            case volume = "VolumeOptions"
            case tmpfs = "TmpfsOptions"
        }
        public struct Bind: Hashable, Sendable, Codable {
            public var propagation: String?
            public init(propagation: String? = nil) { self.propagation = propagation }
            enum CodingKeys: String, CodingKey { case propagation = "Propagation" }
        }
        public struct Volume: Hashable, Sendable, Codable {
            public var noCopy: Bool?
            public var labels: [String: String]?
            public var subpath: String?
            /// For a volume that comes into being with its task; others are created before.
            public var driver: Driver?
            public init() {}
            enum CodingKeys: String, CodingKey {
                case noCopy = "NoCopy"
                case labels = "Labels"
                case subpath = "Subpath"
                case driver = "DriverConfig"
            }
            public struct Driver: Hashable, Sendable, Codable {
                public var name: String?
                public var options: [String: String]?
                public init(name: String? = nil, options: [String: String]? = nil) {
                    self.name = name
                    self.options = options
                }
                enum CodingKeys: String, CodingKey {
                    case name = "Name"
                    case options = "Options"
                }
            }
        }
        public struct Tmpfs: Hashable, Sendable, Codable {
            public var size: Int64?
            public var mode: Int?
            public init() {}
            enum CodingKeys: String, CodingKey {
                case size = "SizeBytes"
                case mode = "Mode"
            }
        }
    }
}
