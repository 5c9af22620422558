import Vocabulary

/// What an engine must still get of some images: compared by config digest, shared layers counted once.
struct MissingContent {
    private(set) var images = 0
    /// The missing layers, the largest first.
    private(set) var layers: [BundledLayer] = []

    init(of wanted: [BundledImage], in engine: EngineFacts) {
        var there: Set<Digest> = []
        var missing: [Digest: BundledLayer] = [:]
        for image in wanted {
            guard let built = image.build(for: engine.platform) else { continue }
            if engine.images.contains(where: { Self.holds($0, image, engine.platform) }) {
                there.formUnion(built.layers.map(\.diffID))
            } else {
                images += 1
                for layer in built.layers { missing[layer.diffID] = layer }
            }
        }
        layers = missing.filter { !there.contains($0.key) }.map(\.value).sorted { $0.plainSize > $1.plainSize }
    }

    /// Whether an engine's image is this one: by config, or by what a store calls it (`ENGINE@sha256:…`, or an ID that is a manifest's digest).
    static func holds(_ image: EngineFacts.Image, _ wanted: BundledImage, _ platform: Platform) -> Bool {
        guard let built = wanted.build(for: platform) else { return false }
        if image.config == built.config.digest { return true }
        let names = Set([image.id, "sha256:" + image.id] + image.digests.map { String($0.suffix(71)) })
        return [
            built.config.digest, built.packedManifest.digest, built.plainManifest.digest, wanted.packedIndex.digest,
            wanted.plainIndex.digest,
        ].contains { names.contains($0.description) }
    }

    /// What the missing layers unpack to, as it was measured while packing, and the blobs in flight: a classic store spools a blob in full before it unpacks it, three at a time;
    /// containerd's keeps what it pulled beside what it unpacked.
    func space(in engine: EngineFacts) -> ByteCount {
        let unpacked = layers.reduce(0) { $0 + ($1.unpackedSize ?? $1.plainSize) }
        let blobs =
            engine.containerdStore
            ? layers.reduce(0) { $0 + $1.stored.size } : layers.prefix(3).reduce(0) { $0 + $1.plainSize }
        return ByteCount(unpacked + blobs)
    }
}

extension BundledImage {
    /// What a host of this platform runs: the same platform first, then one that it also runs.
    func build(for host: Platform) -> BundledPlatform? {
        platforms.first { $0.platform.normalized == host.normalized } ?? platforms.first { $0.platform.runs(on: host) }
    }
}

extension Platform {
    /// Whether an image of this platform runs on a host without emulation. ARM processors run older variants (containerd, `platforms/compare.go`).
    func runs(on host: Platform) -> Bool {
        let image = normalized
        let host = host.normalized
        guard image.os == host.os, image.architecture == host.architecture else { return false }
        guard let wanted = image.variant, let there = host.variant else { return true }
        let number: (String) -> Int? = { Int($0.drop { $0 == "v" }) }
        guard let wantedNumber = number(wanted), let thereNumber = number(there) else { return wanted == there }
        return wantedNumber <= thereNumber
    }
}
