import Vocabulary

/// A place that images come from. Registries will be one more of these.
protocol ImageSource: Sendable {
    /// For messages: `the engine at unix:///var/run/docker.sock`.
    var place: String { get }
    /// Looks for an image, and says what is there. No content moves.
    func look(for image: NeededImage, platforms: [Platform]) async throws -> ImageSighting
    /// Brings the content of images that ``look(for:platforms:)`` has found here into the store.
    func fetch(
        _ images: [SightedImage], into intake: LayerIntake, progress: @escaping ProgressSink
    ) async throws -> [ImageReference: FetchedImage]
}

/// What a source says of an image.
enum ImageSighting: Sendable {
    case found(SightedImage)
    /// It is there, but not for every platform that is wanted.
    case otherPlatforms([Platform])
    case absent
}

/// An image that a source has, for all platforms.
struct SightedImage: Hashable, Sendable {
    var reference: ImageReference
    /// How the source knows it: an ID, a name.
    var selector: String
    var platforms: [Platform]
    /// Uncompressed, in bytes, where the source says.
    var size: Int64?
    /// `diff_id`s that the source says it has; compared with what comes.
    var layers: [Digest]?
    /// Under which its registry knows it.
    var upstream: Digest?
    /// For built ones.
    var inputs: Digest?
}

/// Content that is in the store.
struct FetchedImage: Hashable, Sendable {
    /// `engine`, `build`, `oci:build/app`.
    var source: String
    var upstreamDigest: Digest?
    var platforms: [CollectedPlatform]
}
