/// How a step ended well.
public enum StepOutcome: String, Hashable, Sendable, Codable, CaseIterable {
    /// It changed something.
    case applied
    /// It was so already.
    case skipped
    /// What it had done was taken back.
    case undone
}
