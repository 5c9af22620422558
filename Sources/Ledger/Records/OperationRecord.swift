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

/// The key of an operation.
public struct OperationID: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    public let rawValue: Int64
    public init(rawValue: Int64) { self.rawValue = rawValue }
    public var description: String { String(rawValue) }
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// What an operation does. A schema constraint allows exactly these.
public enum OperationKind: String, Hashable, Sendable, Codable, CaseIterable {
    case install, upgrade, configure, rollback, uninstall, start, stop, restart, backup, restore
}

/// Where an operation stands. An installation has at most one that is `open`; the schema enforces it.
public enum OperationState: String, Hashable, Sendable, Codable, CaseIterable {
    /// Begun and not ended: after a crash, `resume` finds it here.
    case open
    case done
    case failed
    /// Given up for another one, which took over what it had left.
    case abandoned
}
