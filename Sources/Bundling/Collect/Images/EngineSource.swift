import ContentStore
import EngineClient
import Vocabulary

/// Images that an engine has, also those that it has just built.
struct EngineSource: ImageSource {
    let engine: EngineClient
    /// Digests of configs that the lock names, by reference.
    let locked: [ImageReference: Digest]
    /// Built just now: their IDs, and what they were built from.
    var built: [ImageReference: (id: String, inputs: Digest)] = [:]
    let progress: ProgressSink
    let cache: ContentCache
    let gate: CompressionGate

    var place: String { "the engine at \(engine.address)" }

    func hint(for image: NeededImage) -> String { "get it there with `docker pull \(image.reference.familiar)`" }

    func look(for image: NeededImage, platforms: [Platform]) async throws -> ImageSighting {
        let name = built[image.reference]?.id ?? image.reference.familiar
        let current = try await engine.inspectImage(name)
        var chosen = current
        var selector = built[image.reference] == nil && image.reference.digest == nil ? name : current?.id ?? name
        if let digest = locked[image.reference], current?.id != digest.description,
            let pinned = try await engine.inspectImage(digest.description)
        {
            chosen = pinned
            selector = pinned.id
            if current != nil {
                progress(
                    .warning(
                        Problem(
                            "image.differs-from-lock", .definition, severity: .warning, at: image.position,
                            "the engine's `\(image.reference.familiar)` is no longer the image that `\(Lock.fileName)` names",
                            expected: digest.description, found: current?.id, consequence: "the locked one is packed",
                            hint: "take its entry out of `\(Lock.fileName)` to pack the new one")))
            }
        }
        guard let chosen else { return .absent }
        let there = chosen.platform.normalized
        guard platforms == [there] else { return .otherPlatforms([there]) }
        return .found(
            SightedImage(
                reference: image.reference, selector: selector, platforms: [there], size: chosen.size,
                id: Digest(chosen.id), layers: chosen.layers.compactMap { Digest($0) },
                upstream: Self.upstream(chosen.digests, of: image.reference), inputs: built[image.reference]?.inputs))
    }

    /// What is not in the cache comes in exports.
    func fetch(
        _ images: [SightedImage], into intake: LayerIntake, progress: @escaping ProgressSink
    ) async throws -> [ImageReference: FetchedImage] {
        var result: [ImageReference: FetchedImage] = [:]
        var missing: [SightedImage] = []
        for image in images {
            if let known = try gathered(image, intake) {
                result[image.reference] = known
            } else {
                missing.append(image)
            }
        }
        result.merge(try await export(missing, into: intake, progress: progress)) { first, _ in first }
        return result
    }

    /// An image that an earlier pack took out of this engine, if all of it is in the cache.
    private func gathered(_ image: SightedImage, _ intake: LayerIntake) throws -> FetchedImage? {
        guard let id = image.id else { return nil }
        let digest = cache.records.configuration(ofEngineImage: id) ?? id
        guard let bytes = try cache.document(digest) else { return nil }
        let config: ImageConfiguration
        do { config = try CanonicalJSON.decode(ImageConfiguration.self, from: bytes) } catch is DecodingError {
            // In containerd's store an ID may be that of a manifest.
            return nil
        }
        guard image.layers == config.rootfs.diffIDs, let layers = try intake.plainLayers(config.rootfs.diffIDs)
        else { return nil }
        return fetched(image, bytes, layers)
    }

    private func fetched(_ image: SightedImage, _ configuration: [UInt8], _ layers: [BundledLayer]) -> FetchedImage {
        FetchedImage(
            source: image.inputs == nil ? "engine" : "build", upstreamDigest: image.upstream,
            platforms: image.platforms.map {
                CollectedPlatform(platform: $0, configuration: configuration, layers: layers)
            })
    }

    /// Images that share layers come in one export, so that those pass once; the engine prepares the next one while the layers of the last are compressed.
    private func export(
        _ images: [SightedImage], into intake: LayerIntake, progress: @escaping ProgressSink
    ) async throws -> [ImageReference: FetchedImage] {
        guard !images.isEmpty else { return [:] }
        let stage = StageProgress(
            "images:engine",
            title: images.count == 1
                ? "take \(images[0].reference.familiar) from the engine"
                : "take \(images.count) images from the engine",
            total: ByteCount(images.reduce(0) { $0 + ($1.size ?? 0) }), sink: progress)
        let engine = engine
        let fetch = SavedImageFetch(subject: "the engine's export", intake: intake, gate: gate) { stage.advance($0) }
        let saved = try await fetch.content(
            of: ExportBatches.of(images).map { selectors in
                {
                    let stream = try await engine.exportImages(selectors)
                    return { stream.makeReader() }
                }
            })
        var result: [ImageReference: FetchedImage] = [:]
        for image in images {
            let found = try find(image, in: saved.images)
            result[image.reference] = fetched(
                image, found.configuration, try saved.layers(of: found, subject: "the engine's export"))
            if let id = image.id {
                try cache.store.put(found.configuration, expecting: found.digest)
                cache.records.remember(configuration: found.digest, ofEngineImage: id)
            }
        }
        stage.end("packed")
        return result
    }

    /// `redis@sha256:…` of the same name; built images have none.
    private static func upstream(_ digests: [String], of reference: ImageReference) -> Digest? {
        digests.compactMap { ImageReference($0) }.filter { $0.name == reference.name }.compactMap(\.digest).min()
    }

    /// By its ID, its name, or (containerd's store, where an ID is a manifest's digest) its layers.
    private func find(_ image: SightedImage, in saved: [SavedImages.Image]) throws -> SavedImages.Image {
        let named = saved.filter { $0.digest.description == image.selector || $0.references.contains(image.reference) }
        let found = named.first ?? saved.first { $0.diffIDs == image.layers }
        guard let found else {
            throw Problem(
                "image.export-damaged", .step,
                "cannot read what \(place) exported: `\(image.reference.familiar)` is not in it",
                consequence: "no bundle was written")
        }
        if let layers = image.layers, layers != found.diffIDs {
            throw Problem(
                "image.changed", .step,
                "cannot pack the image `\(image.reference.familiar)`: it was changed in \(place) meanwhile",
                consequence: "no bundle was written", hint: "pack again")
        }
        return found
    }
}
