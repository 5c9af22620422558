import ArchiveIO
public import Vocabulary

/// A verified bundle as the content of a registry. Nothing is extracted: stored layers are stretches of the file, plain ones are decompressed
/// on the way out and verified before their last byte.
///
/// Repositories are the full names (`docker.io/library/redis`; see `ImageReference.servedRepository` for registries with a port). A tag gives the index of the preferred form; digests of both forms' indexes and manifests work.
public struct BundleRegistry: RegistryContent {
    public let bundle: VerifiedBundle
    public let preferred: ServedForm
    private let contents: [String: Repository]

    private struct Repository {
        var tags: [String: Digest] = [:]
        var manifests: Set<Digest> = []
        /// Configs and layers as they are stored.
        var stored: Set<Digest> = []
        /// Layers by the digest of their plain form, where that is not how they are stored.
        var plain: [Digest: BundledLayer] = [:]
    }

    /// Costs a walk over the bundle manifest; reads nothing.
    public init(bundle: VerifiedBundle, preferred: ServedForm) {
        self.bundle = bundle
        self.preferred = preferred
        var contents: [String: Repository] = [:]
        for image in bundle.manifest.images {
            var repository = contents[image.reference.servedRepository] ?? Repository()
            if let tag = image.reference.tag { repository.tags[tag] = image.index(preferred).digest }
            repository.manifests.formUnion([image.packedIndex.digest, image.plainIndex.digest])
            for platform in image.platforms {
                repository.manifests.formUnion([platform.packedManifest.digest, platform.plainManifest.digest])
                repository.stored.insert(platform.config.digest)
                for layer in platform.layers {
                    repository.stored.insert(layer.stored.digest)
                    repository.plain[layer.diffID] = layer
                }
            }
            contents[image.reference.servedRepository] = repository
        }
        self.contents = contents
    }

    public var repositories: [String] { contents.keys.sorted() }

    public func tags(of repository: String) -> [String]? { contents[repository]?.tags.keys.sorted() }

    public func manifest(in repository: String, for selector: ManifestSelector) throws -> ServedManifest? {
        guard let content = contents[repository] else { return nil }
        let digest: Digest? =
            switch selector {
            case .tag(let tag): content.tags[tag]
            case .digest(let digest): content.manifests.contains(digest) ? digest : nil
            }
        return digest.flatMap { bundle.manifests[$0] }
    }

    public func blob(in repository: String, digest: Digest) throws -> BlobBody? {
        guard let content = contents[repository] else { return nil }
        if content.stored.contains(digest) { return bundle.blob(digest).map { .regions($0) } }
        guard let layer = content.plain[digest] else { return nil }
        let bundle = bundle
        return .generated(size: layer.plainSize) { try bundle.plainReader(of: layer) }
    }
}
