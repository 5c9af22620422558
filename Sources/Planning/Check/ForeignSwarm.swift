/// What becomes of a swarm that the hosts of a target are in already.
public enum ForeignSwarm: String, Hashable, Sendable, Codable {
    case refused
    /// It is used beside what is in it, which is not touched.
    case shared
}
