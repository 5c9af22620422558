import Vocabulary

/// Saved images whose layers are in the cache.
struct SavedContent: Sendable {
    var images: [SavedImages.Image] = []
    /// By their `diff_id`s.
    var layers: [Digest: BundledLayer] = [:]

    /// Throws `image.export-damaged` (14) where a layer did not come.
    func layers(of image: SavedImages.Image, subject: String) throws -> [BundledLayer] {
        try image.diffIDs.map { diffID in
            guard let layer = layers[diffID] else {
                throw Problem(
                    "image.export-damaged", .step, "cannot read \(subject): the layer \(diffID) is missing",
                    consequence: "no bundle was written")
            }
            return layer
        }
    }
}
