/// Two hosts that cannot both be of one target.
public struct InventoryClash: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// Names are compared without regard to case (RFC 4343).
        case name
        case address
        /// Only one machine is the one that `valise` runs on.
        case local
    }
    public var kind: Kind
    /// The place of the one that was there first.
    public var earlier: Int
    public var later: Int

    public init(kind: Kind, earlier: Int, later: Int) {
        self.kind = kind
        self.earlier = earlier
        self.later = later
    }

    /// All clashes in a list of hosts, in the order of the later ones. Cost: linear.
    public static func all(in hosts: [InventoryHost]) -> [InventoryClash] {
        var names: [String: Int] = [:]
        var addresses: [IPv4Address: Int] = [:]
        var local: Int?
        var found: [InventoryClash] = []
        for (index, host) in hosts.enumerated() {
            let name = host.name.rawValue.lowercased()
            if let earlier = names[name] {
                found.append(InventoryClash(kind: .name, earlier: earlier, later: index))
            } else {
                names[name] = index
            }
            if let earlier = addresses[host.address] {
                found.append(InventoryClash(kind: .address, earlier: earlier, later: index))
            } else {
                addresses[host.address] = index
            }
            guard case .local = host.access else { continue }
            if let earlier = local {
                found.append(InventoryClash(kind: .local, earlier: earlier, later: index))
            } else {
                local = index
            }
        }
        return found
    }
}
