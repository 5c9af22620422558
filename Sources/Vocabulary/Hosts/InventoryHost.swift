/// A machine of the target as a person names it, before anything was asked of it.
public struct InventoryHost: Hashable, Sendable {
    public var name: HostName
    public var address: IPv4Address
    public var access: Access
    /// Sorted, one of a key.
    public var labels: [Label]
    public var stated: StatedFacts

    public init(
        name: HostName, address: IPv4Address, access: Access, labels: [Label] = [], stated: StatedFacts = StatedFacts()
    ) {
        self.name = name
        self.address = address
        self.access = access
        self.labels = labels.sorted()
        self.stated = stated
    }

    /// The way to it.
    public enum Access: Hashable, Sendable {
        /// It is the machine that `valise` runs on.
        case local
        /// `key`: the file of a private key; `nil`: the agent's, or what OpenSSH's configuration names.
        case ssh(SSHDestination, key: AbsolutePath?)
    }

    /// What a person says of it; only a stand-in until it is measured. `nil`: nobody said.
    public struct StatedFacts: Hashable, Sendable {
        public var platform: Platform?
        public var memory: ByteCount?
        public var cpus: Int?
        public init(platform: Platform? = nil, memory: ByteCount? = nil, cpus: Int? = nil) {
            self.platform = platform
            self.memory = memory
            self.cpus = cpus
        }
    }
}
