/// A port by which hosts of a cluster reach each other: `7946/udp`.
public struct PeerPort: Hashable, Sendable, Codable, CustomStringConvertible {
    public var number: UInt16
    public var transport: MachineFacts.Listener.Transport

    public init(_ number: UInt16, _ transport: MachineFacts.Listener.Transport) {
        self.number = number
        self.transport = transport
    }

    /// As `ufw` and Compose files write it.
    public var description: String { "\(number)/\(transport.rawValue)" }
}
