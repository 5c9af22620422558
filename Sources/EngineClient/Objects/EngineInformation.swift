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
    /// `uname`'s names are put into the words of images.
    public var platform: Platform {
        let architecture: (String, String?) =
            switch machine {
            case "x86_64": ("amd64", nil)
            case "aarch64": ("arm64", nil)
            case "armv7l": ("arm", "v7")
            case "armv6l": ("arm", "v6")
            case "i386", "i686": ("386", nil)
            default: (machine, nil)
            }
        return Platform(os: os, architecture: architecture.0, variant: architecture.1)
    }

    public struct Swarm: Hashable, Sendable, Decodable {
        /// `inactive`, `pending`, `active`, `error`, `locked`; empty where the engine knows no Swarm.
        public let state: String
        public let nodeID: String
        public let isManager: Bool
        enum CodingKeys: String, CodingKey {
            case state = "LocalNodeState"
            case nodeID = "NodeID"
            case isManager = "ControlAvailable"
        }
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            state = try values.text(.state)
            nodeID = try values.text(.nodeID)
            isManager = try values.flag(.isManager)
        }
    }

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

extension EngineInformation.Swarm {
    private init() {
        state = ""
        nodeID = ""
        isManager = false
    }
    static let absent = EngineInformation.Swarm()
}
