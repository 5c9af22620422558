/// The plain form of an image: its manifests and index with uncompressed layers, for engines that cannot read zstd.
///
/// Nothing of it is stored in a bundle. Writer and reader derive it with ``derive(from:)``, and the bundle manifest records
/// the digests that must come out.
public struct PlainForm: Hashable, Sendable {
    /// A document with the descriptor that names it.
    public struct Document: Hashable, Sendable {
        public var descriptor: Descriptor
        public var bytes: [UInt8]
        public init(descriptor: Descriptor, bytes: [UInt8]) {
            self.descriptor = descriptor
            self.bytes = bytes
        }
        init(encoding value: some Encodable, as mediaType: MediaType) throws {
            bytes = try CanonicalJSON.encode(value)
            descriptor = .of(bytes, as: mediaType)
        }
    }

    /// What the derivation needs to know of one platform of an image.
    public struct Source: Hashable, Sendable {
        public var platform: Platform
        public var config: Descriptor
        /// Bottom layer first.
        public var layers: [BundledLayer]
        public init(platform: Platform, config: Descriptor, layers: [BundledLayer]) {
            self.platform = platform
            self.config = config
            self.layers = layers
        }
        public init(_ platform: BundledPlatform) {
            self.init(platform: platform.platform, config: platform.config, layers: platform.layers)
        }
    }

    /// Over ``manifests``; its descriptor is ``BundledImage/plainIndex``.
    public var index: Document
    /// One per source, in the order given; descriptors as in ``BundledPlatform/plainManifest``, without a platform.
    public var manifests: [Document]

    /// Works out the plain form. Pure: the same sources give the same bytes. Throws only what the JSON encoder throws (never, for
    /// values of these types).
    ///
    /// A manifest has the image's config under the OCI media type and, per layer, media type `…layer.v1.tar`, digest `diff_id`
    /// and the size of the tar; the index lists the manifests with their platforms. Both are ``CanonicalJSON``.
    public static func derive(from sources: [Source]) throws -> PlainForm {
        let manifests = try sources.map { source in
            let config = Descriptor(
                mediaType: .imageConfiguration, digest: source.config.digest, size: source.config.size)
            let layers = source.layers.map {
                Descriptor(mediaType: .layerTar, digest: $0.diffID, size: $0.plainSize)
            }
            return try Document(encoding: ImageManifest(config: config, layers: layers), as: .imageManifest)
        }
        let entries = zip(manifests, sources).map { manifest, source in
            var entry = manifest.descriptor
            entry.platform = source.platform
            return entry
        }
        return PlainForm(
            index: try Document(encoding: ImageIndex(manifests: entries), as: .imageIndex), manifests: manifests)
    }
}
