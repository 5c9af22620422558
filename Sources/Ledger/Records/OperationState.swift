/// Where an operation stands. An installation has at most one that is `open`; the schema enforces it.
public enum OperationState: String, Hashable, Sendable, Codable, CaseIterable {
    /// Begun and not ended: after a crash, `resume` finds it here.
    case open
    case done
    case failed
    /// Given up for another one, which took over what it had left.
    case abandoned
}
