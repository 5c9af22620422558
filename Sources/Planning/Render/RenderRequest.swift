public import Vocabulary

/// What a release is rendered from.
public struct RenderRequest: Hashable, Sendable {
    public var manifest: BundleManifest
    public var answers: Answers
    public var installation: InstallationName
    /// Defaults for logging, and time limits.
    public var profile: Profile?
    /// Compose profiles that `--with` activates.
    public var composeProfiles: [String]
    /// The configs of the bundle's images by their digest: what an image itself declares as volume or health check. What is not there counts as declaring nothing.
    public var imageConfigurations: [Digest: ImageConfiguration]

    public init(
        manifest: BundleManifest, answers: Answers, installation: InstallationName, profile: Profile? = nil,
        composeProfiles: [String] = [], imageConfigurations: [Digest: ImageConfiguration] = [:]
    ) {
        self.manifest = manifest
        self.answers = answers
        self.installation = installation
        self.profile = profile
        self.composeProfiles = composeProfiles
        self.imageConfigurations = imageConfigurations
    }
}

/// The bytes of a file of the bundle, by its path in the definition; throws where it cannot be read.
public typealias BundleFileReader = @Sendable (RelativePath) throws(Problem) -> [UInt8]
