import ContentStore
public import Vocabulary

/// All that a bundle will hold, gathered and verified: images with their layers on disk, files, and what was worked out of them. Made by ``collect(_:options:engine:progress:)`` alone.
///
/// The layers lie in the cache, from which nothing is cleaned while a copy of this value is there.
public struct CollectedContent: Sendable {
    public let definition: Definition
    /// The platforms that every image is here for, sorted.
    public let platforms: [Platform]
    /// Sorted by reference.
    public let images: [CollectedImage]
    /// With owner and mode as the image's mount point has them; sorted by path.
    public let dataFolders: [DataFolder]
    /// The bundle's time, in seconds since 1970.
    public let created: Int64
    /// Images that are others than the lock had.
    public let moves: [ImageMove]
    /// What `valise.lock` is to say.
    let lock: Lock
    let lockBytesBefore: [UInt8]?
    /// Layers by digest, as they will be stored.
    let cache: ContentCache
    /// Where the cache lies, if it is not to be kept.
    let work: WorkFolder
}

/// An image as it was found.
public struct CollectedImage: Hashable, Sendable {
    public var reference: ImageReference
    public var services: [ServiceName]
    /// `engine`, `build`, `oci:build/app`.
    public var source: String
    public var upstreamDigest: Digest?
    /// In the order of ``CollectedContent/platforms``.
    public var platforms: [CollectedPlatform]
}

/// One platform of it.
public struct CollectedPlatform: Hashable, Sendable {
    public var platform: Platform
    /// The image's config, byte by byte: its digest is the image.
    public var configuration: [UInt8]
    /// Bottom layer first.
    public var layers: [BundledLayer]
}
