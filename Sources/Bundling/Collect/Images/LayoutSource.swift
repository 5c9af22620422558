import ContentStore
import Vocabulary

/// An OCI image layout: a folder of the definition (`oci:PATH`), or what was unpacked from an archive.
struct LayoutSource: ImageSource {
    let folder: AbsolutePath
    /// The name in the layout, where it holds several images.
    let name: String?
    /// As `valise.yaml` gives it.
    let written: String
    let gate: CompressionGate

    var place: String { "the image layout `\(written)`" }

    func hint(for image: NeededImage) -> String {
        "look at the names with `skopeo list-tags` or in its `index.json`"
    }

    /// The layout's images that answer to this reference: by the given name, else by the reference in any of its forms, else the only one there is.
    private func candidates(for reference: ImageReference) throws -> [OCILayout.Image] {
        let all = try OCILayout(at: folder).images()
        if let name { return all.filter { $0.name == name } }
        let names = [reference.description, reference.familiar, reference.tag].compactMap { $0 }
        for candidate in names {
            let named = all.filter { $0.name == candidate }
            if !named.isEmpty { return named }
        }
        return Set(all.map(\.name)).count == 1 ? all : []
    }

    func look(for image: NeededImage, platforms: [Platform]) throws -> ImageSighting {
        let found = try candidates(for: image.reference)
        let there = Set(found.map(\.platform))
        guard !found.isEmpty else { return .absent }
        guard platforms.allSatisfy(there.contains) else { return .otherPlatforms(there.sorted()) }
        let chosen = platforms.compactMap { platform in found.first { $0.platform == platform } }
        return .found(
            SightedImage(
                reference: image.reference, selector: written, platforms: platforms,
                size: chosen.flatMap(\.manifest.layers).reduce(0) { $0 + $1.size },
                documents: chosen.map { each in
                    ImageDocuments(
                        platform: each.platform, manifest: each.manifest,
                        configurationBytes: each.configurationBytes, diffIDs: each.configuration.rootfs.diffIDs)
                }, upstream: found.count == 1 ? found.first?.manifestDescriptor.digest : nil))
    }

    func fetch(
        _ images: [SightedImage], into intake: LayerIntake, progress: @escaping ProgressSink
    ) async throws -> [ImageReference: FetchedImage] {
        let layout = try OCILayout(at: folder)
        let fetch = LayerFetch(intake: intake, source: written)
        let names = images.map(\.reference.familiar).joined(separator: ", ")
        let stage = StageProgress(
            "images:\(written)", title: "take \(names) from \(written)", total: try fetch.missing(images),
            sink: progress)
        let result = try await fetch.images(images) { layer in
            try await gate.run { flag in
                let reader = CountedReader(source: try layout.reader(of: layer.descriptor)) { count in
                    try flag.check()
                    stage.advance(count)
                }
                return try intake.take(
                    reader, size: layer.descriptor.size, of: "the layer \(layer.descriptor.digest) of `\(written)`")
            }
        }
        stage.end("packed")
        return result
    }
}
