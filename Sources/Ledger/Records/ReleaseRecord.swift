public import Vocabulary

/// One numbered state of an installation.
public struct ReleaseRecord: Hashable, Sendable {
    public var installation: InstallationName
    /// From 1, without gaps, never used twice.
    public var number: Int
    public var state: ReleaseState
    /// Seconds since 1970, UTC, by this host's clock.
    public var madeAt: Int64
    public var content: ReleaseDraft

    public init(
        installation: InstallationName, number: Int, state: ReleaseState, madeAt: Int64, content: ReleaseDraft
    ) {
        self.installation = installation
        self.number = number
        self.state = state
        self.madeAt = madeAt
        self.content = content
    }
}
