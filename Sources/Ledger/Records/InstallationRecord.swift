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
