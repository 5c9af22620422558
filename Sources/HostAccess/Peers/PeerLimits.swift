import Vocabulary

/// Limits of looks between hosts; both ends know them.
enum PeerLimits {
    /// Ports that a host listens on at a time: Swarm has four.
    static let ports = 8
    /// Hosts that are tried in one call. With a few sockets for each this stays far below the 1,024 descriptors that a process has by default.
    static let targets = 32
    /// How long a host listens at most, whatever was asked for.
    static let listening: Duration = .seconds(600)
    /// Connections that a host holds at a time; others wait in the kernel's queue.
    static let connections = 64
    /// How long a connection may take to say what it wants.
    static let connection: Duration = .seconds(2)

    /// Sizes of IP packets that are tried, in bytes, largest first. 1500 is what Ethernet carries, and what a container's 1450 become in VXLAN; then what is left of it in
    /// PPPoE, GRE, VXLAN and WireGuard, some rounder ones, and the least that IPv6 has (RFC 8200, 5).
    static let packetSizes = [1500, 1492, 1476, 1450, 1420, 1400, 1350, 1280]
    /// Bytes of an IPv4 and a UDP header (RFC 791, RFC 768).
    static let headers = 28
    /// Bytes of the smallest datagram that is answered: more than its answer, so that nobody gains by a false sender.
    static let leastDatagram = 32

    static func check(ports count: Int) throws { try check(count, ports, "ports") }
    static func check(targets count: Int) throws { try check(count, targets, "hosts") }

    private static func check(_ count: Int, _ limit: Int, _ what: String) throws {
        guard count > limit else { return }
        throw Problem(
            "host.too-many-peers", .defect, "a look between hosts asks for too many \(what) at a time",
            expected: "at most \(limit)", found: "\(count)", consequence: "nothing was tried")
    }
}
