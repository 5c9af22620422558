/// What became of a port that a host was to listen on for a moment.
public enum PeerOpening: Hashable, Sendable, Codable {
    case open
    /// Somebody has it already.
    case inUse
    /// Why nobody can have it there, as the system says: `cannot assign requested address`.
    case unavailable(String)
}
