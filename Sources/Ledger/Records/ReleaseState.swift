/// Where a release stands. At most one of an installation is `current`; the schema enforces it.
public enum ReleaseState: String, Hashable, Sendable, Codable, CaseIterable {
    /// Written down; its steps are not all done.
    case pending
    case current
    /// Was current until another took its place.
    case superseded
    /// Its steps did not all succeed.
    case failed
}
