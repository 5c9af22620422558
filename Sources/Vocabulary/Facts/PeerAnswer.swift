/// What came of trying a port of another host.
public enum PeerAnswer: Hashable, Sendable, Codable {
    /// The host itself: with what only it could know; where somebody has the port already, by accepting the connection.
    case answered
    /// Why not: `no answer in time`, `connection refused`.
    case silent(String)
}
