import Vocabulary

/// Services that are placed as one: one service, or a group that shares its host.
struct PlacementUnit {
    enum Kind: Hashable {
        /// All of its tasks on one host.
        case pinned
        /// One task on every allowed host.
        case everywhere
        /// Each task on any allowed host.
        case free
    }
    /// Places in the desired state, in order.
    var members: [Int]
    var kind: Kind
    /// What constraints, platforms and the hosts' size allow.
    var allowed: HostSet
    /// To be placed one by one; 1 for what is pinned.
    var tasks: Int
    /// Tasks on one host, at most.
    var perHost: Int
    /// Of one task; of all of them where they are pinned.
    var need: Need
    /// Ports of its hosts.
    var ports: Set<HostPort>
}

/// A port of a host, which one task alone can have.
struct HostPort: Hashable, Comparable, CustomStringConvertible {
    var number: UInt16
    var transport: String
    init(_ port: DesiredService.PublishedPort) {
        number = port.number
        transport = port.transport
    }
    var description: String { "\(number)/\(transport)" }
    static func < (left: HostPort, right: HostPort) -> Bool {
        (left.number, left.transport) < (right.number, right.transport)
    }
}
