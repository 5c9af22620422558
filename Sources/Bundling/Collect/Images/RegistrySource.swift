import ArchiveIO
import ContentStore
import RegistryClient
import Synchronization
import Vocabulary

/// Registries. Documents and layers that are in the cache are not asked for again: an image whose digest is known and that is there costs no request at all.
struct RegistrySource: ImageSource {
    let client: RegistryClient
    let cache: ContentCache
    let gate: CompressionGate
    /// Digests of manifests or indexes that the lock names, by reference: these are taken, whatever a tag says now.
    let locked: [ImageReference: Digest]
    let lockUse: LockUse
    let progress: ProgressSink
    let silent = SilentRegistries()

    var place: String { "its registry" }

    func hint(for image: NeededImage) -> String {
        "look for its tags where it is published, or log in first: `docker login \(image.reference.registry)`"
    }

    /// Indexes may stand in indexes this deep.
    private static let maximumDepth = 4

    func look(for image: NeededImage, platforms: [Platform]) async throws -> ImageSighting {
        if let digest = locked[image.reference], image.reference.digest == nil {
            let sighting = try await look(for: image.reference, at: digest, platforms)
            if case .absent = sighting, lockUse == .follow {
                progress(
                    .note("\(image.reference.familiar): its registry no longer has \(digest.short), which is locked"))
            } else {
                return sighting
            }
        }
        return try await look(for: image.reference, at: image.reference.digest, platforms)
    }

    private func look(
        for reference: ImageReference, at digest: Digest?, _ platforms: [Platform]
    ) async throws -> ImageSighting {
        do {
            let root = try await root(of: reference, at: digest)
            let leaves = try await leaves(of: root, reference: reference, depth: 1)
            var chosen: [ImageDocuments] = []
            var there: Set<Platform> = []
            for platform in platforms {
                // What says nothing of its platform says it in its config.
                let candidates = leaves.filter { $0.platform.map { $0 == platform } ?? true }
                for candidate in candidates {
                    let documents = try await documents(candidate.descriptor, reference)
                    there.insert(documents.platform)
                    if documents.platform == platform || candidate.platform == platform {
                        chosen.append(documents)
                        break
                    }
                }
            }
            guard chosen.count == platforms.count else {
                return .otherPlatforms(there.union(leaves.compactMap(\.platform)).sorted())
            }
            return .found(
                SightedImage(
                    reference: reference, selector: reference.familiar, platforms: platforms,
                    size: chosen.flatMap(\.manifest.layers).reduce(0) { $0 + $1.size }, documents: chosen,
                    upstream: root.digest))
        } catch let problem as Problem where problem.code == RegistryProblem.notFound {
            return .absent
        }
    }

    func fetch(
        _ images: [SightedImage], into intake: LayerIntake, progress: @escaping ProgressSink
    ) async throws -> [ImageReference: FetchedImage] {
        guard !images.isEmpty else { return [:] }
        let fetch = LayerFetch(intake: intake, source: "registry")
        let missing = try fetch.missing(images)
        let title =
            images.count == 1
            ? "pull \(images[0].reference.familiar)" : "pull \(images.count) images from their registries"
        let stage =
            missing > .zero ? StageProgress("images:registry", title: title, total: missing, sink: progress) : nil
        let result = try await fetch.images(images) { layer in
            try await bring(layer, into: intake) { stage?.advance($0) }
        }
        stage?.end("packed")
        return result
    }

    /// Downloads a layer, going on where an earlier pack was cut off, and takes it from there.
    private func bring(
        _ layer: LayerFetch.Layer, into intake: LayerIntake, advance: @escaping @Sendable (Int) -> Void
    ) async throws -> BundledLayer {
        let download = try Downloads(at: cache.root).begin(layer.descriptor.digest)
        var file = try BlobFile(resuming: download.path)
        let told = Mutex(Int64(0))
        do {
            try await client.blob(layer.descriptor, of: layer.reference, after: file.prefix, into: &file) { count in
                advance(
                    told.withLock { told in
                        let step = count - told
                        told = count
                        return Int(step)
                    })
            }
        } catch let problem as Problem where problem.code == RegistryProblem.notFound {
            throw Self.elsewhere(layer) ?? problem
        }
        let taken = try await gate.run { flag in
            let reader = CountedReader(source: RegionReader(try OpenFile(opening: download.path).region)) { _ in
                try flag.check()
            }
            return try intake.take(
                reader, size: layer.descriptor.size,
                of: "the layer \(layer.descriptor.digest) of `\(layer.reference.familiar)`")
        }
        download.remove()
        return taken
    }

    /// The registry lacks a layer that its manifest says is elsewhere. Nobody but a registry is asked for content.
    private static func elsewhere(_ layer: LayerFetch.Layer) -> Problem? {
        guard let urls = layer.descriptor.urls, !urls.isEmpty else { return nil }
        let image = layer.reference.familiar
        return Problem(
            "image.layer-elsewhere", .definition,
            "cannot pack `\(image)`: its registry does not have the layer \(layer.descriptor.digest.short), which may not be passed on (a foreign layer)",
            expected: "all layers of an image in its registry", found: "it is at \(urls.joined(separator: ", "))",
            consequence: "no bundle was written",
            hint:
                "where its licence allows it, put the image with all its layers into a folder, and name that for it in `valise.yaml`, as `oci:FOLDER`: `skopeo copy docker://\(layer.reference) oci:FOLDER`"
        )
    }

    // MARK: Documents

    /// A manifest for one platform that an image has.
    private struct Leaf {
        var descriptor: Descriptor
        /// `nil` where only its config says it.
        var platform: Platform?
    }

    /// What a digest is, or what the reference's tag stands for now.
    private func root(of reference: ImageReference, at digest: Digest?) async throws -> RegistryDocument {
        if let digest, let bytes = try cache.document(digest) { return try RegistryDocument(bytes, of: reference) }
        return try await silent.asking(reference.registry) {
            let descriptor = try await client.resolve(digest.map { reference.pinned(to: $0) } ?? reference)
            return try await document(descriptor, reference)
        }
    }

    private func leaves(
        of document: RegistryDocument, reference: ImageReference, depth: Int
    ) async throws -> [Leaf] {
        switch document.kind {
        case .manifest: return [Leaf(descriptor: document.descriptor, platform: nil)]
        case .index(let index):
            guard depth <= Self.maximumDepth else {
                throw RegistryDocument.damaged(reference, "its indexes are nested too deep")
            }
            var result: [Leaf] = []
            for entry in index.manifests where entry.artifactType == nil && entry.platform?.os != "unknown" {
                switch entry.mediaType {
                case .imageManifest, .dockerManifest:
                    result.append(Leaf(descriptor: entry, platform: entry.platform?.normalized))
                case .imageIndex, .dockerManifestList:
                    let nested = try await self.document(entry, reference)
                    result += try await leaves(of: nested, reference: reference, depth: depth + 1)
                // Artifacts of other tools: signatures, lists of what is inside.
                default: continue
                }
            }
            return result
        }
    }

    private func documents(_ descriptor: Descriptor, _ reference: ImageReference) async throws -> ImageDocuments {
        let document = try await document(descriptor, reference)
        guard case .manifest(let manifest) = document.kind else {
            throw RegistryDocument.damaged(reference, "an index stands where a manifest should")
        }
        guard manifest.config.mediaType == .imageConfiguration || manifest.config.mediaType == .dockerConfiguration
        else {
            throw Problem(
                "image.not-an-image", .definition,
                "cannot pack `\(reference.familiar)`: it is an artifact, and no container can be made of it",
                expected: MediaType.imageConfiguration.rawValue,
                found: (manifest.artifactType ?? manifest.config.mediaType).rawValue,
                consequence: "nothing was packed")
        }
        let bytes: [UInt8]
        if let known = try cache.document(manifest.config.digest) {
            bytes = known
        } else {
            bytes = try await client.bytes(of: manifest.config, of: reference, limit: ContentCache.documentLimit)
            try cache.store.put(bytes, expecting: manifest.config.digest)
        }
        let configuration: ImageConfiguration
        do { configuration = try CanonicalJSON.decode(ImageConfiguration.self, from: bytes) } catch {
            throw RegistryDocument.damaged(reference, "its config cannot be read")
        }
        return ImageDocuments(
            platform: configuration.platform.normalized, manifest: manifest, configurationBytes: bytes,
            diffIDs: configuration.rootfs.diffIDs)
    }

    private func document(_ descriptor: Descriptor, _ reference: ImageReference) async throws -> RegistryDocument {
        if let bytes = try cache.document(descriptor.digest) { return try RegistryDocument(bytes, of: reference) }
        let found = try await client.manifest(descriptor, of: reference)
        try cache.store.put(found.bytes, expecting: descriptor.digest)
        return try RegistryDocument(found.bytes, of: reference)
    }
}
