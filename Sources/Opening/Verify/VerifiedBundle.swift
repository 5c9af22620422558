import ArchiveIO
public import Vocabulary

/// A bundle whose small content is verified: index, manifests, configs, definition. A layer is verified while it is read.
///
/// The key to everything that follows at the target. There is no other way to one than ``verify(_:)``.
public struct VerifiedBundle: Sendable {
    let opened: OpenedBundle
    /// Packed indexes and manifests and the plain ones, by digest, as they are served.
    let manifests: [Digest: ServedManifest]

    init(opened: OpenedBundle, manifests: [Digest: ServedManifest]) {
        self.opened = opened
        self.manifests = manifests
    }

    /// The bundle id: SHA-256 of `index.json`.
    public var id: Digest { opened.id }
    /// Of the file, or of its first part.
    public var path: AbsolutePath { opened.path }
    /// Of the file, or of its parts in order.
    public var paths: [AbsolutePath] { opened.paths }
    /// Of the whole file, or of all parts.
    public var size: ByteCount { opened.size }
    /// Every byte of the file, or of all parts.
    public var content: FileRegions { opened.archive.file.region }
    public var manifest: BundleManifest { opened.manifest }
    public var documents: BundleDocuments { opened.documents }
    /// Names of signature entries; not checked by this format version.
    public var signatures: [String] { opened.signatures }

    /// A file of the definition, in memory and hashed again. At most `BundledFile.maximumSize` bytes.
    ///
    /// Throws `bundle.no-such-file` (11) for a path that is not a file of the definition, `bundle.digest` (11) where the medium has changed since.
    public func file(_ path: RelativePath) throws -> [UInt8] {
        guard case .file(let content)? = manifest.files.first(where: { $0.path == path })?.content,
            let region = blob(content.digest)
        else {
            throw Problem(
                "bundle.no-such-file", .bundle, "the bundle `\(self.path)` holds no file `\(path)`",
                hint: "see what it holds with `valise inspect \(self.path)`")
        }
        var reader = RegionReader(region)
        let bytes = try reader.readAll(limit: Int(BundledFile.maximumSize)) ?? []
        try BundleReading(archive: opened.archive).checkDigest(.of(bytes), content)
        return bytes
    }

    /// A blob in its place in the file; `nil` where the bundle has none of this digest. Layers are not verified by this.
    public func blob(_ digest: Digest) -> FileRegions? {
        opened.archive.entry(named: BundleDocuments.blobName(digest)).map(opened.archive.region)
    }

    /// Where each blob stands among all bytes, from the front. Cost: one pass over the entries.
    public var blobPlaces: [(digest: Digest, offset: Int64, size: Int64)] {
        opened.archive.entries.compactMap { entry in
            BundleDocuments.blob(named: entry.name).map { ($0, entry.offset, entry.size) }
        }
    }

    /// The config of a platform of an image, as it is stored. Throws `bundle.digest` (11) where the medium has changed since.
    public func configuration(of platform: BundledPlatform) throws -> [UInt8] {
        try BundleReading(archive: opened.archive).document(platform.config)
    }

    /// The configs of all images, by their digest. Throws as ``configuration(of:)`` does, and `bundle.json` (11) for one that is no image's.
    public func imageConfigurations() throws -> [Digest: ImageConfiguration] {
        var result: [Digest: ImageConfiguration] = [:]
        for platform in manifest.images.flatMap(\.platforms) where result[platform.config.digest] == nil {
            result[platform.config.digest] = try BundleReading(archive: opened.archive)
                .decode(
                    ImageConfiguration.self, try configuration(of: platform), "the config \(platform.config.digest)")
        }
        return result
    }

    /// The uncompressed bytes of a layer, verified before the last of them. Throws `bundle.entries` (11) for a layer of another bundle.
    public func plainReader(of layer: BundledLayer) throws -> some ByteReader {
        guard let region = blob(layer.stored.digest) else {
            throw BundleReading(archive: opened.archive).entries("it has no layer \(layer.stored.digest)")
        }
        return try LayerReader.verifying(layer, from: RegionReader(region))
    }
}
