import Foundation
import Vocabulary

/// Brings the layers of images whose documents are known into the cache: each distinct one once, several at a time.
struct LayerFetch: Sendable {
    /// A layer as its source has it.
    struct Layer: Hashable, Sendable {
        var descriptor: Descriptor
        var diffID: Digest
        /// An image that it belongs to; for messages, and for registries, which keep layers by repository.
        var reference: ImageReference
    }

    let intake: LayerIntake
    /// As ``FetchedImage/source`` names it.
    let source: String
    /// How many are on their way at a time, downloads and compressions together.
    static let width = 6

    /// Gives the images, in the order of their documents.
    ///
    /// `bring` takes one layer from its source into `intake`. Throws what it throws, and `image.damaged` (10) where a layer is not the one that the config names.
    func images(
        _ images: [SightedImage], _ bring: @escaping @Sendable (Layer) async throws -> BundledLayer
    ) async throws -> [ImageReference: FetchedImage] {
        var wanted: [Digest: Layer] = [:]
        for image in images {
            for documents in image.documents {
                for (descriptor, diffID) in try Self.pairs(documents, of: image.reference) {
                    let layer = Layer(descriptor: descriptor, diffID: diffID, reference: image.reference)
                    wanted[descriptor.digest] = wanted[descriptor.digest] ?? layer
                }
            }
        }
        let layers = try await brought(wanted.values.sorted { $0.descriptor.size > $1.descriptor.size }, bring)
        var result: [ImageReference: FetchedImage] = [:]
        for image in images {
            let platforms = try image.documents.map { documents in
                let mine = documents.manifest.layers.compactMap { layers[$0.digest] }
                try ImageDocumentCheck.check(
                    documents.configurationBytes, mine.map(\.diffID), subject: image.reference.familiar)
                return CollectedPlatform(
                    platform: documents.platform, configuration: documents.configurationBytes, layers: mine)
            }
            result[image.reference] = FetchedImage(
                source: source, upstreamDigest: image.upstream, platforms: platforms)
        }
        return result
    }

    /// Those of `images` that are not in the cache yet, and how large they are as the source has them.
    func missing(_ images: [SightedImage]) throws -> ByteCount {
        var seen: Set<Digest> = []
        var total = ByteCount.zero
        for image in images {
            for documents in image.documents {
                for (descriptor, diffID) in try Self.pairs(documents, of: image.reference)
                where seen.insert(descriptor.digest).inserted {
                    if try intake.layer(diffID, found: descriptor.digest) == nil {
                        total += ByteCount(descriptor.size)
                    }
                }
            }
        }
        return total
    }

    /// The largest first: at the end nobody waits for one alone.
    private func brought(
        _ layers: [Layer], _ bring: @escaping @Sendable (Layer) async throws -> BundledLayer
    ) async throws -> [Digest: BundledLayer] {
        let intake = intake
        return try await withThrowingTaskGroup(of: (Digest, BundledLayer).self) { group in
            var waiting = layers[...]
            let one = { @Sendable (layer: Layer) async throws -> (Digest, BundledLayer) in
                if let known = try intake.layer(layer.diffID, found: layer.descriptor.digest) {
                    return (layer.descriptor.digest, known)
                }
                return (layer.descriptor.digest, try await bring(layer))
            }
            for layer in waiting.prefix(Self.width) { group.addTask { try await one(layer) } }
            waiting = waiting.dropFirst(Self.width)
            var result: [Digest: BundledLayer] = [:]
            while let (digest, layer) = try await group.next() {
                result[digest] = layer
                if let next = waiting.popFirst() { group.addTask { try await one(next) } }
            }
            return result
        }
    }

    private static func pairs(
        _ documents: ImageDocuments, of reference: ImageReference
    ) throws -> [(Descriptor, Digest)] {
        guard documents.manifest.layers.count == documents.diffIDs.count else {
            throw Problem(
                "image.damaged", .definition,
                "cannot pack the image `\(reference.familiar)`: its manifest and its config do not belong together",
                expected: "\(documents.diffIDs.count) layers", found: "\(documents.manifest.layers.count)",
                consequence: "no bundle was written")
        }
        return Array(zip(documents.manifest.layers, documents.diffIDs))
    }
}
