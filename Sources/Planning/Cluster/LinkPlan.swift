public import Vocabulary

/// Which hosts of a target try which others, and by which ports.
public struct LinkPlan: Hashable, Sendable {
    /// In the order of the inventory.
    public let hosts: [Host]

    public init(hosts: [Host]) { self.hosts = hosts }

    public struct Host: Hashable, Sendable {
        public var name: HostName
        /// By which the others reach it.
        public var address: IPv4Address
        public var role: TargetHost.Role
        public init(name: HostName, address: IPv4Address, role: TargetHost.Role) {
            self.name = name
            self.address = address
            self.role = role
        }
    }

    /// Ports by which the others reach a host: that of managers only where it is one.
    public func ports(of host: Host) -> [PeerPort] {
        (host.role == .manager ? [.management] : []) + PeerPort.gossip + [.overlay]
    }

    /// Up to so many, everyone tries everyone: the 32 others are tried in one go. With more it would be the square of their number; then a host tries every manager, as all that is decided
    /// comes from them, every manager tries every host, and a host its neighbours in the list, so that workers, too, are tried by workers.
    public static let everyone = 33

    /// Places in ``hosts`` of those that the one at a place tries, in their order.
    public func targets(of place: Int) -> [Int] {
        let others = hosts.indices.filter { $0 != place }
        guard hosts.count > Self.everyone, hosts[place].role != .manager else { return others }
        let neighbours = [(place + 1) % hosts.count, (place + hosts.count - 1) % hosts.count]
        return others.filter { hosts[$0].role == .manager || neighbours.contains($0) }
    }
}
