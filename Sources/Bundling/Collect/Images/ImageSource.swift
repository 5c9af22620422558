import Vocabulary

/// A place that images come from.
protocol ImageSource: Sendable {
    /// For messages: `the engine at unix:///var/run/docker.sock`.
    var place: String { get }
    /// What to do about an image that it does not have.
    func hint(for image: NeededImage) -> String
    /// Looks for an image, and says what is there. No layer moves.
    func look(for image: NeededImage, platforms: [Platform]) async throws -> ImageSighting
    /// Brings the content of images that ``look(for:platforms:)`` has found here into the cache.
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
    /// The engine's ID of it.
    var id: Digest?
    /// `diff_id`s that the source says it has; compared with what comes.
    var layers: [Digest]?
    /// Its documents by platform, where the source hands them out before its layers.
    var documents: [ImageDocuments] = []
    /// Under which its registry knows it.
    var upstream: Digest?
    /// For built ones.
    var inputs: Digest?
}

/// Manifest and config of one platform of an image.
struct ImageDocuments: Hashable, Sendable {
    var platform: Platform
    var manifest: ImageManifest
    /// Byte by byte: their digest is the image.
    var configurationBytes: [UInt8]
    var diffIDs: [Digest]
}

/// Content that is in the cache.
struct FetchedImage: Hashable, Sendable {
    /// `engine`, `build`, `registry`, `oci:build/app`.
    var source: String
    var upstreamDigest: Digest?
    var platforms: [CollectedPlatform]
}
