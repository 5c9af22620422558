public import Vocabulary

/// One thing that was done to an installation, as a list of steps.
public struct OperationRecord: Hashable, Sendable {
    /// Unique in this ledger, rising.
    public var id: OperationID
    public var installation: InstallationName
    /// The release it is about; `nil` where it is about none.
    public var release: Int?
    public var kind: OperationKind
    public var state: OperationState
    /// Seconds since 1970, UTC, by this host's clock.
    public var startedAt: Int64
    public var endedAt: Int64?

    public init(
        id: OperationID, installation: InstallationName, release: Int?, kind: OperationKind, state: OperationState,
        startedAt: Int64, endedAt: Int64?
    ) {
        self.id = id
        self.installation = installation
        self.release = release
        self.kind = kind
        self.state = state
        self.startedAt = startedAt
        self.endedAt = endedAt
    }
}
