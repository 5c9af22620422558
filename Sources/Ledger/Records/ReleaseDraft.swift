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
