/// One line of the journal.
public struct JournalEntry: Hashable, Sendable {
    /// Rising over the whole ledger: the order in which things happened.
    public var sequence: Int64
    public var operation: OperationID
    public var step: String
    public var event: Event
    /// Seconds since 1970, UTC, by this host's clock.
    public var at: Int64

    public init(sequence: Int64, operation: OperationID, step: String, event: Event, at: Int64) {
        self.sequence = sequence
        self.operation = operation
        self.step = step
        self.event = event
        self.at = at
    }

    public enum Event: Hashable, Sendable {
        case begun
        case ended(StepOutcome)
        case failed(message: String)
    }
}
