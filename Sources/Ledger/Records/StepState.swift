/// What the last journal entry of a step says.
public enum StepState: Hashable, Sendable {
    case pending
    /// Its intent is written, its outcome is not: it may have happened, in part or in full. Probe it.
    case begun
    case ended(StepOutcome)
    case failed(message: String)
}
