/// A step of a plan as the ledger keeps it: what it means is known to the one who made the plan.
public struct PlannedStep: Hashable, Sendable {
    /// Unique within its operation, stable: `createContainer:web-1`.
    public var id: String
    /// `createContainer`.
    public var kind: String
    /// The step itself, JSON. Protected like the answers: it may hold secrets.
    public var payload: [UInt8]

    public init(id: String, kind: String, payload: [UInt8]) {
        self.id = id
        self.kind = kind
        self.payload = payload
    }
}

/// A step with what the journal says of it.
public struct StepRecord: Hashable, Sendable {
    public var step: PlannedStep
    /// From 0.
    public var position: Int
    public var state: StepState

    public init(step: PlannedStep, position: Int, state: StepState) {
        self.step = step
        self.position = position
        self.state = state
    }
}

/// What the last journal entry of a step says.
public enum StepState: Hashable, Sendable {
    case pending
    /// Its intent is written, its outcome is not: it may have happened, in part or in full. Probe it.
    case begun
    case ended(StepOutcome)
    case failed(message: String)
}

/// How a step ended well.
public enum StepOutcome: String, Hashable, Sendable, Codable, CaseIterable {
    /// It changed something.
    case applied
    /// It was so already.
    case skipped
    /// What it had done was taken back.
    case undone
}

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
