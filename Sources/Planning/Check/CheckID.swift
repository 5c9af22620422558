/// A prerequisite, by its stable name.
public enum CheckID: String, Hashable, Sendable, Codable, CaseIterable {
    case hosts
    case applications
    case engineReachable = "engine.reachable"
    case engineVersion = "engine.version"
    case engineFiles = "engine.files"
    case storageDriver = "storage.driver"
    case platform
    case kernel
    case cgroupMemory = "cgroup.memory"
    case memory
    case cpus
    case power
    case clock
    case clocks = "cluster.clocks"
    case swarm = "cluster.swarm"
    case clusterMachines = "cluster.machines"
    case clusterEngines = "cluster.engines"
    case clusterPorts = "cluster.ports"
    case pathMTU = "cluster.mtu"
    case ipvs = "cluster.ipvs"
    case clusterPools = "cluster.address-pools"
    case stateWritable = "state.writable"
    case stateFsync = "state.fsync"
    case diskState = "disk.state"
    case diskEngine = "disk.engine"
    case ports
    case addressPools = "address-pools"
    case binds
    case namesContainers = "names.containers"
    case namesNetworks = "names.networks"
    case namesVolumes = "names.volumes"
    case namesTags = "names.tags"

    /// In a person's words.
    public var title: String {
        switch self {
        case .hosts: "number of hosts"
        case .applications: "other applications"
        case .engineReachable: "engine reachable"
        case .engineVersion: "engine new enough"
        case .engineFiles: "engine sees our files"
        case .storageDriver: "storage driver"
        case .platform: "platform of the images"
        case .kernel: "kernel features"
        case .cgroupMemory: "memory limits"
        case .memory: "memory"
        case .cpus: "processors"
        case .power: "power supply"
        case .clock: "clock"
        case .clocks: "clock against the other hosts'"
        case .swarm: "can take part in the cluster"
        case .clusterMachines: "machines of their own"
        case .clusterEngines: "engines beside each other"
        case .clusterPorts: "ports open between the hosts"
        case .pathMTU: "packet size between the hosts"
        case .ipvs: "virtual addresses"
        case .clusterPools: "addresses for networks between the hosts"
        case .stateWritable: "state folder writable"
        case .stateFsync: "state folder's write time"
        case .diskState: "free space for data"
        case .diskEngine: "free space for images"
        case .ports: "ports free"
        case .addressPools: "address pools"
        case .binds: "files of the host"
        case .namesContainers: "container names"
        case .namesNetworks: "network names"
        case .namesVolumes: "volume names"
        case .namesTags: "image tags"
        }
    }
}
