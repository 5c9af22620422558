import ArchiveIO
import Vocabulary

/// A listing as the content of a registry: documents are at hand, stored blobs come from where they are, plain layers are decompressed here, and verified before their last byte.
struct ListedRegistry: RegistryContent {
    private let contents: [String: Repository]
    private let documents: [Digest: ServedManifest]
    private let stored: @Sendable (Digest) throws -> BlobBody?

    private struct Repository {
        var tags: [String: Digest]
        var manifests: Set<Digest>
        var stored: Set<Digest>
        /// Layers by the digest of their plain form, where that is not how they are stored.
        var plain: [Digest: BundledLayer]
    }

    init(_ listing: RegistryListing, blob: @escaping @Sendable (Digest) throws -> BlobBody?) {
        stored = blob
        documents = Dictionary(
            listing.documents.map {
                ($0.digest, ServedManifest(mediaType: $0.mediaType, digest: $0.digest, bytes: Array($0.text.utf8)))
            }, uniquingKeysWith: { first, _ in first })
        var contents: [String: Repository] = [:]
        for listed in listing.repositories {
            contents[listed.name] = Repository(
                tags: listed.tags, manifests: Set(listed.manifests),
                stored: Set((listed.configs + listed.layers.map(\.stored)).map(\.digest)),
                plain: Dictionary(listed.layers.map { ($0.diffID, $0) }, uniquingKeysWith: { first, _ in first }))
        }
        self.contents = contents
    }

    var repositories: [String] { contents.keys.sorted() }
    func tags(of repository: String) -> [String]? { contents[repository]?.tags.keys.sorted() }

    func manifest(in repository: String, for selector: ManifestSelector) throws -> ServedManifest? {
        guard let content = contents[repository] else { return nil }
        switch selector {
        case .tag(let tag): return content.tags[tag].flatMap { documents[$0] }
        case .digest(let digest): return content.manifests.contains(digest) ? documents[digest] : nil
        }
    }

    func blob(in repository: String, digest: Digest) throws -> BlobBody? {
        guard let content = contents[repository] else { return nil }
        if content.stored.contains(digest) { return try stored(digest) }
        guard let layer = content.plain[digest] else { return nil }
        let stored = stored
        return .generated(size: layer.plainSize) {
            guard let body = try stored(layer.stored.digest) else {
                throw Problem("registry.blob-unknown", .bundle, "the bundle holds no layer \(layer.stored.digest)")
            }
            return try LayerReader.verifying(layer, from: try body.open())
        }
    }
}
