public import Vocabulary

/// What makes a release: a bundle with answers. Immutable once it is in the ledger; the number is given by the ledger.
public struct ReleaseDraft: Hashable, Sendable {
    public var application: ApplicationName
    public var version: Version
    /// The bundle id: the digest of its `index.json`.
    public var bundle: Digest
    /// Where the bundle file was when it was installed; it may be gone by now.
    public var bundlePath: AbsolutePath
    /// The bundle manifest's bytes, as they stand in the bundle.
    public var manifest: [UInt8]
    /// With the secrets in them: the ledger's file mode (0600) protects them, and nothing else does.
    public var answers: Answers
    /// Compose profiles that are active (`--with`), sorted.
    public var composeProfiles: [String]
    /// The profile that was chosen, if any.
    public var profile: ProfileName?

    public init(
        application: ApplicationName, version: Version, bundle: Digest, bundlePath: AbsolutePath, manifest: [UInt8],
        answers: Answers, composeProfiles: [String], profile: ProfileName?
    ) {
        self.application = application
        self.version = version
        self.bundle = bundle
        self.bundlePath = bundlePath
        self.manifest = manifest
        self.answers = answers
        self.composeProfiles = composeProfiles.sorted()
        self.profile = profile
    }
}

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
