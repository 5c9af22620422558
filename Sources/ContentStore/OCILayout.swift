public import Vocabulary

/// An OCI image layout in a folder (OCI image specification 1.1, image-layout.md), as `oci:build/app` names one. Read-only.
///
/// Documents are compared with their digests when they are read; layers are given as readers that do so before their last byte.
public struct OCILayout: Sendable {
    public let root: AbsolutePath
    private let index: ImageIndex

    /// Documents are at most this large: what registries accept (distribution, `maxPayloadSize`).
    public static let maximumDocument = 4 << 20
    /// Indexes may stand in indexes this deep.
    public static let maximumDepth = 4
    private static let maximumImages = 1000

    /// One image of one platform.
    public struct Image: Hashable, Sendable {
        /// The descriptor that names the manifest, where it stands.
        public var manifestDescriptor: Descriptor
        public var manifestBytes: [UInt8]
        public var manifest: ImageManifest
        public var configurationBytes: [UInt8]
        public var configuration: ImageConfiguration
        /// The annotation `org.opencontainers.image.ref.name` of the entry in `index.json`, if any.
        public var name: String?
        public var platform: Platform { configuration.platform.normalized }
    }

    /// Throws with exit 10 `layout.missing` where the folder holds no layout, `layout.damaged` where it cannot be read.
    public init(at root: AbsolutePath) throws {
        self.root = root
        guard let file = StoreFile(opening: root.appending("index.json")) else {
            throw Problem(
                "layout.missing", .definition, "cannot read `\(root)`: it holds no `index.json`",
                expected: "a folder with an OCI image layout",
                hint: "make one with `skopeo copy docker-archive:image.tar oci:\(root)`")
        }
        var reader = file.reader
        guard let bytes = try reader.readAll(limit: Self.maximumDocument) else {
            throw Self.damaged(root, "its `index.json` is larger than \(Self.maximumDocument) bytes")
        }
        index = try Self.decode(ImageIndex.self, bytes, root, "index.json")
    }

    /// All images below the index, in its order; entries that are no images (artifacts, attestations) are left out.
    ///
    /// Throws with exit 10 `layout.blob-missing`, `layout.digest`, `layout.damaged`.
    public func images() throws -> [Image] {
        var found: [Image] = []
        for entry in index.manifests {
            try collect(entry, name: entry.annotations?[AnnotationKey.referenceName], depth: 1, into: &found)
        }
        return found
    }

    private func collect(_ entry: Descriptor, name: String?, depth: Int, into found: inout [Image]) throws {
        guard depth <= Self.maximumDepth, found.count < Self.maximumImages else {
            throw Self.damaged(root, "its indexes are nested too deep or name too many images")
        }
        switch entry.mediaType {
        case .imageIndex, .dockerManifestList:
            let nested = try Self.decode(ImageIndex.self, bytes(of: entry), root, entry.digest.description)
            for inner in nested.manifests { try collect(inner, name: name, depth: depth + 1, into: &found) }
        case .imageManifest, .dockerManifest:
            guard entry.platform?.os != "unknown", entry.artifactType == nil else { return }
            let bytes = try bytes(of: entry)
            let manifest = try Self.decode(ImageManifest.self, bytes, root, entry.digest.description)
            guard [.imageConfiguration, .dockerConfiguration].contains(manifest.config.mediaType) else { return }
            let config = try self.bytes(of: manifest.config)
            found.append(
                Image(
                    manifestDescriptor: entry, manifestBytes: bytes, manifest: manifest, configurationBytes: config,
                    configuration: try Self.decode(
                        ImageConfiguration.self, config, root, manifest.config.digest.description), name: name))
        default: return
        }
    }

    /// A document, in memory and compared with its digest. Throws with exit 10 `layout.blob-missing`, `layout.digest`, `layout.damaged`.
    public func bytes(of descriptor: Descriptor) throws -> [UInt8] {
        guard descriptor.size <= Int64(Self.maximumDocument) else {
            throw Self.damaged(root, "the document \(descriptor.digest) is larger than \(Self.maximumDocument) bytes")
        }
        var reader = try reader(of: descriptor)
        return try reader.readAll(limit: Self.maximumDocument) ?? []
    }

    /// A blob, which gives its last byte only when size and digest are right.
    public func reader(of descriptor: Descriptor) throws -> some ByteReader {
        guard let file = StoreFile(opening: path(of: descriptor.digest)) else {
            throw Problem(
                "layout.blob-missing", .definition, "cannot read `\(root)`: the blob \(descriptor.digest) is missing",
                expected: "a file `blobs/sha256/\(descriptor.digest.hex)`")
        }
        let root = root
        return VerifyingReader(file.reader, expecting: descriptor.digest, size: descriptor.size) { mismatch in
            let found =
                switch mismatch {
                case .tooShort(let count): "\(count) bytes"
                case .tooLong: "more bytes"
                case .otherDigest(let digest): digest.description
                }
            return Problem(
                "layout.digest", .definition, "cannot read `\(root)`: a blob is not what its name says",
                expected: "\(descriptor.digest), \(descriptor.size) bytes", found: found)
        }
    }

    private func path(of digest: Digest) -> AbsolutePath { root.appending("blobs/sha256/\(digest.hex)") }

    private static func decode<Value: Decodable>(
        _ type: Value.Type, _ bytes: [UInt8], _ root: AbsolutePath, _ name: String
    ) throws -> Value {
        do { return try CanonicalJSON.decode(type, from: bytes) } catch {
            throw damaged(root, "\(name) is not the document that it should be")
        }
    }

    private static func damaged(_ root: AbsolutePath, _ what: String) -> Problem {
        Problem("layout.damaged", .definition, "cannot read `\(root)`: \(what)", expected: "an OCI image layout")
    }
}
