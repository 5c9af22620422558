import Vocabulary

/// What to ask an engine for in one export each.
enum ExportBatches {
    /// Selectors, each once. Images that have a layer in common are together, and so are those whose layers are not known; the largest come first, so that what is compressed
    /// last, when the engine has nothing more to do, is small.
    static func of(_ images: [SightedImage]) -> [[String]] {
        var batches: [(layers: Set<Digest>, selectors: [String], size: Int64)] = []
        // Stands for the layers that are not known.
        let unknown = Digest.of([])
        for image in images {
            var merged = (
                layers: Set(image.layers ?? [unknown]), selectors: [image.selector], size: image.size ?? 0
            )
            for batch in batches.reversed() where !batch.layers.isDisjoint(with: merged.layers) {
                merged.layers.formUnion(batch.layers)
                merged.selectors = batch.selectors + merged.selectors.filter { !batch.selectors.contains($0) }
                merged.size += batch.size
            }
            batches.removeAll { !$0.layers.isDisjoint(with: merged.layers) }
            batches.append(merged)
        }
        return batches.sorted { ($0.size, $1.selectors[0]) > ($1.size, $0.selectors[0]) }.map(\.selectors)
    }
}
