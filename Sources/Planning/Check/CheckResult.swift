public import Vocabulary

/// What one check found on one host.
public struct CheckResult: Hashable, Sendable, Codable {
    public enum Outcome: String, Hashable, Sendable, Codable {
        case passed, warning, failed
        /// Could not be judged, or the profile has it off; `found` says why.
        case skipped
    }
    public var id: CheckID
    /// `nil`: of the target as a whole.
    public var host: HostName?
    public var level: Profile.CheckLevel
    /// A failure of a check that the profile takes as a warning is a ``Outcome/warning``.
    public var outcome: Outcome
    public var found: String
    public var needed: String
    /// What to do about it: a command where one exists.
    public var remedy: String?

    public init(
        id: CheckID, host: HostName?, level: Profile.CheckLevel, outcome: Outcome, found: String, needed: String,
        remedy: String? = nil
    ) {
        self.id = id
        self.host = host
        self.level = level
        self.outcome = outcome
        self.found = found
        self.needed = needed
        self.remedy = remedy
    }
}
