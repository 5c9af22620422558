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

    /// Hosts as they are reached from another machine than the one that the list was made on: who has one of its own addresses is local, and who was local is reached by its address, as OpenSSH's configuration says.
    public static func seen(_ hosts: [InventoryHost], from own: Set<IPv4Address>) -> [InventoryHost] {
        hosts.map { host in
            var host = host
            if own.contains(host.address) {
                host.access = .local
            } else if host.access == .local, let destination = SSHDestination(host.address.rawValue) {
                host.access = .ssh(destination, key: nil)
            }
            return host
        }
    }
}
