/// What a verb did.
public enum Change: String, Hashable, Sendable, Codable {
    /// It changed something.
    case made
    /// It was so already.
    case alreadySo
}
