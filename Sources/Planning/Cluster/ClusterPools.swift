import Vocabulary

/// Blocks of addresses for the networks between hosts. They can be chosen only while the cluster is formed, and must be free on every host.
struct ClusterPools {
    private let taken: [Subnet]

    init(_ site: ClusterSite) {
        self.init(taken: site.hosts.flatMap { $0.engine.networks.flatMap(\.subnets) + $0.routes })
    }

    /// - Parameter taken: what hosts and their networks have.
    init(taken: [String]) { self.taken = taken.compactMap { Subnet($0) } }

    /// The engine's own is 10.0.0.0/8, which is many a site's own network. These are seldom used: parts of 172.16.0.0/12 and 192.168.0.0/16 that no engine gives to its bridges, then parts of 10.0.0.0/8 (RFC 1918).
    static let candidates = [
        "10.213.0.0/16", "10.229.0.0/16", "10.241.0.0/16", "172.31.0.0/16", "172.30.0.0/16", "192.168.224.0/19",
        "10.147.0.0/16", "10.67.0.0/16",
    ]

    /// The first that no host's networks touch; empty where all of them are taken.
    var chosen: [String] {
        let free = Self.candidates.first { candidate in
            guard let subnet = Subnet(candidate) else { return false }
            return !taken.contains { $0.overlaps(subnet) }
        }
        return free.map { [$0] } ?? []
    }
}
