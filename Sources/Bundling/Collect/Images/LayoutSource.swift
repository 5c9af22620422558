import ContentStore
import Vocabulary

/// `oci:PATH`: an OCI image layout in a folder of the definition.
struct LayoutSource: ImageSource {
    let folder: AbsolutePath
    /// The name in the layout, where it holds several images.
    let name: String?
    /// As `valise.yaml` gives it.
    let written: String

    var place: String { "the image layout `\(written)`" }

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
        return .found(
            SightedImage(
                reference: image.reference, selector: written, platforms: platforms,
                size: found.filter { platforms.contains($0.platform) }.flatMap(\.manifest.layers).reduce(0) {
                    $0 + $1.size
                }))
    }

    func fetch(
        _ images: [SightedImage], into intake: LayerIntake, progress: @escaping ProgressSink
    ) async throws -> [ImageReference: FetchedImage] {
        var result: [ImageReference: FetchedImage] = [:]
        for image in images {
            let stage = StageProgress(
                "image:\(image.reference)", title: "take \(image.reference.familiar) from \(written)",
                total: image.size.map(ByteCount.init), sink: progress)
            let fetched = try await BlockingWork.run { flag in
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
        let layout = try OCILayout(at: folder)
        let found = try candidates(for: image.reference)
        let platforms = try image.platforms.compactMap { platform in
            try found.first { $0.platform == platform }.map { each in
                let diffIDs = each.configuration.rootfs.diffIDs
                let layers = try each.manifest.layers.enumerated().map { index, descriptor in
                    // The same layer of another platform or image is in the store already.
                    if index < diffIDs.count, let known = intake.layer(diffIDs[index]) {
                        try advance(Int(descriptor.size))
                        return known
                    }
                    let reader = CountedReader(source: try layout.reader(of: descriptor), advance: advance)
                    return try intake.take(
                        reader, size: descriptor.size, of: "the layer \(descriptor.digest) of `\(written)`")
                }
                try ImageDocumentCheck.check(each.configurationBytes, layers, subject: image.reference.familiar)
                return CollectedPlatform(platform: platform, configuration: each.configurationBytes, layers: layers)
            }
        }
        return FetchedImage(
            source: written, upstreamDigest: found.count == 1 ? found.first?.manifestDescriptor.digest : nil,
            platforms: platforms)
    }
}
