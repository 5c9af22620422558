/// What came of a look from outside.
public enum EndpointAnswer: Hashable, Sendable, Codable {
    case answered
    /// Why not: `connection refused`, `it answers with status 503`.
    case silent(String)
}
