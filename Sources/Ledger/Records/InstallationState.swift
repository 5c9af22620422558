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
