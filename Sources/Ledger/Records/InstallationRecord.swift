public import Vocabulary

/// An application under a name on this target, as the ledger knows it.
public struct InstallationRecord: Hashable, Sendable {
    public var name: InstallationName
    public var application: ApplicationName
    public var state: InstallationState
    /// The release that runs, or ran last; `nil` before the first was put in place.
    public var currentRelease: Int?
    /// Seconds since 1970, UTC, by this host's clock. For people; nothing is ordered by it.
    public var changedAt: Int64

    public init(
        name: InstallationName, application: ApplicationName, state: InstallationState, currentRelease: Int?,
        changedAt: Int64
    ) {
        self.name = name
        self.application = application
        self.state = state
        self.currentRelease = currentRelease
        self.changedAt = changedAt
    }
}

/// Where an installation stands. A schema constraint allows exactly these.
public enum InstallationState: String, Hashable, Sendable, Codable, CaseIterable {
    /// An install or upgrade has begun and has not ended: `resume` continues it.
    case installing
    /// The current release is in place.
    case installed
    /// The last operation failed; what was done is in the journal.
    case failed
    /// An uninstall has begun and has not ended.
    case removing
    /// Nothing of it runs; its data and answers were kept, so that installing it again finds its passwords.
    case removed
}
