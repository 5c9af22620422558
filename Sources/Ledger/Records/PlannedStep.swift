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
