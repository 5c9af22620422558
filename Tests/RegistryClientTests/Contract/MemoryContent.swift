import TestKit
import Vocabulary

/// One image in memory, for our own registry.
struct MemoryContent: RegistryContent {
    let repositories: [String]
    private let tag: String
    private let index: Digest
    private var manifests: [Digest: ServedManifest] = [:]
    private var blobs: [Digest: [UInt8]] = [:]

    init(_ image: PlainImage, repository: String, tag: String) throws {
        repositories = [repository]
        self.tag = tag
        let config = try image.configuration()
        for blob in image.layers + [config] { blobs[Digest.of(blob)] = blob }
        let manifest = try CanonicalJSON.encode(
            ImageManifest(
                config: .of(config, as: .imageConfiguration), layers: image.layers.map { .of($0, as: .layerTar) }))
        var entry = Descriptor.of(manifest, as: .imageManifest)
        entry.platform = image.platform
        let bytes = try CanonicalJSON.encode(ImageIndex(manifests: [entry]))
        index = Digest.of(bytes)
        manifests[index] = ServedManifest(mediaType: .imageIndex, digest: index, bytes: bytes)
        manifests[entry.digest] = ServedManifest(mediaType: .imageManifest, digest: entry.digest, bytes: manifest)
    }

    func tags(of repository: String) -> [String]? { repositories.contains(repository) ? [tag] : nil }
    func manifest(in repository: String, for selector: ManifestSelector) -> ServedManifest? {
        guard repositories.contains(repository) else { return nil }
        switch selector {
        case .tag(let name): return name == tag ? manifests[index] : nil
        case .digest(let digest): return manifests[digest]
        }
    }
    func blob(in repository: String, digest: Digest) -> BlobBody? { blobs[digest].map { .bytes($0) } }
}
