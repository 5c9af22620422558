public import Vocabulary

/// An image of a bundle for this host's platform, with the name that it has on this engine.
public struct ResolvedImage: Hashable, Sendable, Codable {
    /// As the bundle has it.
    public var reference: ImageReference
    public var platform: Platform
    /// The image's config: its digest is the image, whatever the store.
    public var config: Digest
    public var plainIndex: Digest
    public var packedIndex: Digest
    public var plainManifest: Digest
    public var packedManifest: Digest
    /// Bottom layer first.
    public var layers: [BundledLayer]
    /// What containers name: `redis:7`, or a name of ours.
    public var name: ImageReference
    public var naming: Naming

    /// Whose the name is.
    public enum Naming: String, Hashable, Sendable, Codable {
        /// The Compose file's own name, which is free or already this image.
        case compose
        /// The Compose file's own name, which we brought earlier for another image: it may be moved.
        case composeMoved
        /// `valise.local/…`: the Compose file's name belongs to somebody else's image.
        case own
        /// `127.0.0.1:PORT/…@digest`: as a cluster's services name it.
        case served
    }

    public init(
        reference: ImageReference, platform: Platform, config: Digest, plainIndex: Digest, packedIndex: Digest,
        plainManifest: Digest,
        packedManifest: Digest, layers: [BundledLayer], name: ImageReference, naming: Naming
    ) {
        self.reference = reference
        self.platform = platform
        self.config = config
        self.plainIndex = plainIndex
        self.packedIndex = packedIndex
        self.plainManifest = plainManifest
        self.packedManifest = packedManifest
        self.layers = layers
        self.name = name
        self.naming = naming
    }

    /// Whether an engine's image is this one. A classic store's ID is the config's digest, containerd's the digest that was pulled (index or manifest);
    /// repository digests name what a pull asked for.
    public func matches(id: String, digests: [String]) -> Bool {
        let known = Set([config, plainIndex, packedIndex, plainManifest, packedManifest].map(\.description))
        if known.contains(id) || known.contains("sha256:" + id) { return true }
        return digests.contains { digest in
            digest.lastIndex(of: "@").map { known.contains(String(digest[digest.index(after: $0)...])) } ?? false
        }
    }

    public func matches(_ image: EngineFacts.Image) -> Bool {
        image.config == config || matches(id: image.id, digests: image.digests)
    }

    /// The index that an engine is given to pull.
    public func index(_ form: ServedForm) -> Digest { form == .plain ? plainIndex : packedIndex }
    /// Digest and size of each layer as it moves.
    public func layers(_ form: ServedForm) -> [(digest: Digest, size: Int64)] {
        layers.map { form == .plain ? ($0.diffID, $0.plainSize) : ($0.stored.digest, $0.stored.size) }
    }
}

extension ResolvedImage {
    /// The bundle's image for `platform`; `nil` where the bundle has none for it, which `check` refuses.
    init?(
        _ image: BundledImage, on platform: Platform, for installation: InstallationName, facts: EngineFacts,
        ownedTags: Set<ImageReference>
    ) {
        guard
            let built = image.platforms.first(where: { $0.platform.normalized == platform.normalized })
                ?? image.platforms.first(where: {
                    $0.platform.os == platform.os && $0.platform.architecture == platform.architecture
                })
        else { return nil }
        let tag = image.reference.tag ?? "latest"
        let plain = ImageReference(
            registry: image.reference.registry, repository: image.reference.repository, tag: tag, digest: nil)
        self.init(
            reference: image.reference, platform: built.platform, config: built.config.digest,
            plainIndex: image.plainIndex.digest,
            packedIndex: image.packedIndex.digest, plainManifest: built.plainManifest.digest,
            packedManifest: built.packedManifest.digest, layers: built.layers, name: plain, naming: .compose)
        let holder = facts.images.first { $0.tags.contains { ImageReference($0) == plain } }
        guard let holder, !matches(holder) else { return }
        if ownedTags.contains(plain) {
            naming = .composeMoved
        } else {
            name = ImageReference(
                registry: "valise.local", repository: "\(installation)/\(plain.servedRepository)", tag: tag, digest: nil
            )
            naming = .own
        }
    }
}
