import ArchiveIO
import Vocabulary

/// A file as `docker save` writes it (`docker-archive:PATH`), compressed or not.
struct ArchiveSource: ImageSource {
    let file: AbsolutePath
    /// The name in the archive, where it holds several images.
    let name: String?
    /// As `valise.yaml` gives it.
    let written: String
    let gate: CompressionGate

    var place: String { "the archive `\(written)`" }

    func hint(for image: NeededImage) -> String { "look at the names with `tar -xOf \(file) manifest.json`" }

    /// Reads the archive once, for its documents.
    func look(for image: NeededImage, platforms: [Platform]) async throws -> ImageSighting {
        let found = try await documents()
        let wanted = name.flatMap { ImageReference($0) } ?? image.reference
        let named = found.filter { each in
            each.references.contains { $0.withDefaultTag == wanted.withDefaultTag }
        }
        guard let chosen = named.first ?? (name == nil && found.count == 1 ? found.first : nil) else { return .absent }
        let config = try ImageDocumentCheck.configuration(chosen.configuration, subject: image.reference.familiar)
        let there = config.platform.normalized
        guard platforms == [there] else { return .otherPlatforms([there]) }
        return .found(
            SightedImage(
                reference: image.reference, selector: written, platforms: [there],
                size: try OpenFile(opening: file).region.length, id: .of(chosen.configuration),
                layers: config.rootfs.diffIDs))
    }

    func fetch(
        _ images: [SightedImage], into intake: LayerIntake, progress: @escaping ProgressSink
    ) async throws -> [ImageReference: FetchedImage] {
        var result: [ImageReference: FetchedImage] = [:]
        for image in images {
            let stage = StageProgress(
                "image:\(image.reference)", title: "take \(image.reference.familiar) from \(written)",
                total: image.size.map(ByteCount.init), sink: progress)
            let fetched = try await take(image, into: intake) { stage.advance($0) }
            stage.end("packed")
            result[image.reference] = fetched
        }
        return result
    }

    private func take(
        _ image: SightedImage, into intake: LayerIntake, advance: @escaping @Sendable (Int) -> Void
    ) async throws -> FetchedImage {
        // All its layers may be in the cache; then only the config is wanted.
        let known = try image.layers.flatMap { try intake.plainLayers($0) }
        let configuration: [UInt8]?
        let layers: [BundledLayer]
        if let known {
            configuration = try await documents().map(\.configuration).first { Digest.of($0) == image.id }
            layers = known
        } else {
            let fetch = SavedImageFetch(subject: place, intake: intake, gate: gate, advance: advance)
            let saved = try await fetch.content(of: [{ { try reader() } }])
            let found = saved.images.first { $0.digest == image.id }
            configuration = found?.configuration
            layers = try found.map { try saved.layers(of: $0, subject: place) } ?? []
        }
        guard let configuration else {
            throw Problem(
                "image.changed", .step,
                "cannot pack the image `\(image.reference.familiar)`: \(place) was changed meanwhile",
                consequence: "no bundle was written", hint: "pack again")
        }
        try ImageDocumentCheck.check(configuration, layers.map(\.diffID), subject: image.reference.familiar)
        return FetchedImage(
            source: written, upstreamDigest: nil,
            platforms: image.platforms.map {
                CollectedPlatform(platform: $0, configuration: configuration, layers: layers)
            })
    }

    private func documents() async throws -> [(references: [ImageReference], configuration: [UInt8])] {
        try await BlockingWork.run { flag in
            let counted = CountedReader(source: try reader()) { _ in try flag.check() }
            return try SavedImages(reading: counted, of: place, taking: nil).documents()
        }
    }

    private func reader() throws -> PlainLayerReader {
        try CompressedFile.open(file, of: place)
    }
}
