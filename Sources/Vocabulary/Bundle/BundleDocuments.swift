/// All that a bundle holds besides content, as its bundle manifest implies it: one derivation for the writer and for the reader,
/// which refuses whatever differs.
public struct BundleDocuments: Hashable, Sendable {
    /// The bundle manifest itself: the config of the bundle's own entry.
    public var bundleManifest: PlainForm.Document
    /// The bundle's own OCI manifest: one layer per distinct file content, titled with the first path that has it.
    public var ownManifest: PlainForm.Document
    /// The bytes of `index.json`; their digest is the bundle id.
    public var index: [UInt8]
    /// The bytes of `manifest.json`, the docker-archive form of the first platform of every image.
    public var rescue: [UInt8]
    /// Every blob of the bundle, in the order in which they stand in the archive, without repetition.
    public var blobs: [Descriptor]

    /// The SHA-256 of `index.json`.
    public var id: Digest { .of(index) }

    /// The bytes of the entry `oci-layout`: OCI image specification 1.1, image-layout.md.
    public static let layout = Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8)

    /// Names of entries, in the order in which they stand in front of the blobs.
    public static let layoutName = "oci-layout"
    public static let indexName = "index.json"
    public static let rescueName = "manifest.json"
    public static func blobName(_ digest: Digest) -> String { "blobs/sha256/" + digest.hex }
    /// Whose entry this is, by its name; `nil` for one that is no blob's.
    public static func blob(named name: String) -> Digest? {
        name.hasPrefix("blobs/sha256/") ? Digest(hex: name.dropFirst("blobs/sha256/".count)) : nil
    }

    /// Derives everything from a bundle manifest. Pure; throws only what the JSON encoder throws.
    /// The bytes of the packed manifests and indexes, which the bundle manifest only names, are the writer's.
    public static func derive(from manifest: BundleManifest) throws -> BundleDocuments {
        let config = try PlainForm.Document(encoding: manifest, as: .bundleManifest)
        var seen: Set<Digest> = []
        var files: [Descriptor] = []
        for file in manifest.files {
            guard case .file(let content) = file.content, seen.insert(content.digest).inserted else { continue }
            files.append(
                Descriptor(
                    mediaType: .bundleFile, digest: content.digest, size: content.size,
                    annotations: [AnnotationKey.title: file.path.rawValue]))
        }
        let own = try PlainForm.Document(
            encoding: ImageManifest(artifactType: .bundle, config: config.descriptor, layers: files), as: .imageManifest
        )

        var ownEntry = own.descriptor
        ownEntry.artifactType = .bundle
        let imageEntries = manifest.images.map { image in
            Descriptor(
                mediaType: image.packedIndex.mediaType, digest: image.packedIndex.digest, size: image.packedIndex.size,
                annotations: [AnnotationKey.referenceName: image.reference.description])
        }
        let index = try CanonicalJSON.encode(ImageIndex(manifests: [ownEntry] + imageEntries))
        let rescue = try CanonicalJSON.encode(manifest.images.compactMap(RescueEntry.init))

        let platforms = manifest.images.flatMap(\.platforms)
        var order = BlobOrder()
        order.append([own.descriptor])
        order.append([config.descriptor])
        order.append(manifest.images.map(\.packedIndex))
        order.append(platforms.map(\.packedManifest))
        order.append(platforms.map(\.config))
        order.append(files)
        order.append(platforms.flatMap(\.layers).map(\.stored))
        return BundleDocuments(
            bundleManifest: config, ownManifest: own, index: index, rescue: rescue, blobs: order.blobs)
    }
}

/// An entry of docker-archive's `manifest.json` (moby, image/spec v1.2, "Combined Image JSON + Filesystem Changeset Format").
private struct RescueEntry: Encodable {
    let config: String
    let repoTags: [String]
    let layers: [String]

    init?(_ image: BundledImage) {
        guard let first = image.platforms.first else { return nil }
        config = BundleDocuments.blobName(first.config.digest)
        // docker-archive has no digests: a reference without a tag is listed without a name.
        let tagged = ImageReference(
            registry: image.reference.registry, repository: image.reference.repository, tag: image.reference.tag,
            digest: nil)
        repoTags = tagged.tag == nil ? [] : [tagged.familiar]
        layers = first.layers.map { BundleDocuments.blobName($0.stored.digest) }
    }

    enum CodingKeys: String, CodingKey {
        case config = "Config"
        case repoTags = "RepoTags"
        case layers = "Layers"
    }
}

/// Groups one after the other, each sorted by digest; what is there already is not repeated.
private struct BlobOrder {
    var blobs: [Descriptor] = []
    private var seen: Set<Digest> = []
    mutating func append(_ group: [Descriptor]) {
        for blob in group.sorted(by: { $0.digest < $1.digest }) where seen.insert(blob.digest).inserted {
            blobs.append(blob)
        }
    }
}
