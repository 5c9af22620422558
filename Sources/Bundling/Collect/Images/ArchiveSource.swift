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
        let found = try await BlockingWork.run { flag in
            try SavedImages(reading: try reader(), of: place, into: nil) { _ in try flag.check() }.documents()
        }
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
            let fetched = try await gate.run { flag in
                try take(image, into: intake) { count in
                    try flag.check()
                    stage.advance(count)
                }
            }
            stage.end("packed")
            result[image.reference] = fetched
        }
        return result
    }

    private func take(
        _ image: SightedImage, into intake: LayerIntake, advance: @escaping (Int) throws -> Void
    ) throws -> FetchedImage {
        // All its layers may be in the cache; then only the config is wanted.
        let known = try image.layers.flatMap { try intake.plainLayers($0) }
        let saved = try SavedImages(
            reading: try reader(), of: place, into: known == nil ? intake : nil, advance: advance)
        let configuration = try saved.documents().map(\.configuration).first { Digest.of($0) == image.id }
        guard let configuration else {
            throw Problem(
                "image.changed", .step,
                "cannot pack the image `\(image.reference.familiar)`: \(place) was changed meanwhile",
                consequence: "no bundle was written", hint: "pack again")
        }
        let layers = try known ?? saved.images().first { $0.configuration == configuration }?.layers ?? []
        try ImageDocumentCheck.check(configuration, layers, subject: image.reference.familiar)
        return FetchedImage(
            source: written, upstreamDigest: nil,
            platforms: image.platforms.map {
                CollectedPlatform(platform: $0, configuration: configuration, layers: layers)
            })
    }

    private func reader() throws -> PlainLayerReader {
        try CompressedFile.open(file, of: place)
    }
}
