public import Vocabulary

/// `GET /info`: what an engine says of itself and its host.
public struct EngineInformation: Hashable, Sendable, Decodable {
    /// Stable for an engine's data folder.
    public let id: String
    public let hostName: String
    public let release: String
    public let storageDriver: String
    /// Pairs of name and value.
    public let storageStatus: [[String]]
    /// Where the engine keeps its data, on its own file system.
    public let rootDirectory: String
    public let os: String
    /// As `uname` says: `x86_64`.
    public let machine: String
    public let operatingSystem: String
    public let kernel: String
    public let cpus: Int
    /// Bytes.
    public let memory: Int64
    public let memoryLimit: Bool
    public let swapLimit: Bool
    public let cgroupVersion: String
    public let cgroupDriver: String
    public let liveRestore: Bool
    public let swarm: Swarm
    public let addressPools: [AddressPool]
    public let securityOptions: [String]
    public let warnings: [String]
    public let defaultRuntime: String

    /// Whether images live in containerd's store, where an ID is a manifest's digest and zstd layers can be read.
    public var containerdStore: Bool { storageStatus.contains(["driver-type", "io.containerd.snapshotter.v1"]) }
    public var platform: Platform { Platform(machine: machine, os: os) }

    /// New networks get subnets of `size` bits out of `base`.
    public struct AddressPool: Hashable, Sendable, Decodable {
        public let base: String
        public let size: Int
        enum CodingKeys: String, CodingKey {
            case base = "Base"
            case size = "Size"
        }
    }

    enum CodingKeys: String, CodingKey {
        case id = "ID"
        case hostName = "Name"
        case release = "ServerVersion"
        case storageDriver = "Driver"
        case storageStatus = "DriverStatus"
        case rootDirectory = "DockerRootDir"
        case os = "OSType"
        case machine = "Architecture"
        case operatingSystem = "OperatingSystem"
        case kernel = "KernelVersion"
        case cpus = "NCPU"
        case memory = "MemTotal"
        case memoryLimit = "MemoryLimit"
        case swapLimit = "SwapLimit"
        case cgroupVersion = "CgroupVersion"
        case cgroupDriver = "CgroupDriver"
        case liveRestore = "LiveRestoreEnabled"
        case swarm = "Swarm"
        case addressPools = "DefaultAddressPools"
        case securityOptions = "SecurityOptions"
        case warnings = "Warnings"
        case defaultRuntime = "DefaultRuntime"
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        id = try values.text(.id)
        hostName = try values.text(.hostName)
        release = try values.text(.release)
        storageDriver = try values.text(.storageDriver)
        storageStatus = try values.list(.storageStatus)
        rootDirectory = try values.text(.rootDirectory)
        os = try values.text(.os)
        machine = try values.text(.machine)
        operatingSystem = try values.text(.operatingSystem)
        kernel = try values.text(.kernel)
        cpus = Int(try values.number(.cpus))
        memory = try values.number(.memory)
        memoryLimit = try values.flag(.memoryLimit)
        swapLimit = try values.flag(.swapLimit)
        cgroupVersion = try values.text(.cgroupVersion)
        cgroupDriver = try values.text(.cgroupDriver)
        liveRestore = try values.flag(.liveRestore)
        swarm = try values.decodeIfPresent(Swarm.self, forKey: .swarm) ?? Swarm.absent
        addressPools = try values.list(.addressPools)
        securityOptions = try values.list(.securityOptions)
        warnings = try values.list(.warnings)
        defaultRuntime = try values.text(.defaultRuntime)
    }
}
