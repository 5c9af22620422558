public import Vocabulary

/// What Swarm mode speaks over between hosts (Docker, "Use swarm mode", open protocols and ports).
extension PeerPort {
    /// Of managers, for all hosts.
    public static let management = PeerPort(2377, .tcp)
    /// Who is there and what has an address.
    public static let gossip = [PeerPort(7946, .tcp), PeerPort(7946, .udp)]
    /// The networks of containers: VXLAN, in the kernel.
    public static let overlay = PeerPort(4789, .udp)
}
