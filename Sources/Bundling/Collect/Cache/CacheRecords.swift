import ArchiveIO
import Foundation
import Vocabulary

/// Small files that say what blobs of a cache are: which is the form of a layer, which config an engine's image ID stands for.
///
/// A record is a hint: what it names may be gone, or damaged, and is then looked for where it came from.
struct CacheRecords: Sendable {
    private let folder: AbsolutePath
    /// The number goes up with what a record says: one of an older release is passed over, and its layer is gathered anew.
    private static let layer = "layer2-"
    private static let sizeLimit = 64 << 10

    init(at folder: AbsolutePath) throws {
        self.folder = folder
        guard mkdir(folder.rawValue, 0o755) == 0 || errno == EEXIST else {
            throw Problem(
                "store.unwritable", .step, "cannot make the folder `\(folder)`: \(String(cString: strerror(errno)))")
        }
    }

    private struct EngineImage: Codable { var configuration: Digest }

    func layer(_ form: LayerForm) -> BundledLayer? {
        guard let layer = read(BundledLayer.self, Self.layer + form.name), form.fits(layer) else { return nil }
        return layer
    }

    /// That it cannot be kept costs the next pack time, and this one nothing.
    func remember(_ layer: BundledLayer, as form: LayerForm) { write(layer, Self.layer + form.name) }

    func remove(_ form: LayerForm) { unlink(path(Self.layer + form.name)) }

    /// The config of an image that an engine knows under this ID: the ID itself in a classic store, not so in containerd's.
    func configuration(ofEngineImage id: Digest) -> Digest? {
        read(EngineImage.self, "image-\(id.hex)")?.configuration
    }
    func remember(configuration: Digest, ofEngineImage id: Digest) {
        write(EngineImage(configuration: configuration), "image-\(id.hex)")
    }

    /// Removes the records whose blob is no longer wanted.
    func removeAll(where isGone: (Digest) -> Bool) {
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: folder.rawValue) } catch { return }
        for name in names {
            let blob =
                name.hasPrefix("image-")
                ? read(EngineImage.self, name)?.configuration : read(BundledLayer.self, name)?.stored.digest
            if blob.map(isGone) ?? true { unlink(path(name)) }
        }
    }

    private func path(_ name: String) -> String { folder.appending(name).rawValue }

    private func read<Value: Decodable>(_ type: Value.Type, _ name: String) -> Value? {
        do {
            let file = try OpenFile(opening: folder.appending(name))
            var reader = RegionReader(file.region)
            guard let bytes = try reader.readAll(limit: Self.sizeLimit) else { return nil }
            return try CanonicalJSON.decode(type, from: bytes)
        } catch {
            return nil
        }
    }

    private func write(_ value: some Encodable, _ name: String) {
        do {
            let file = try FileWriter(creating: folder.appending(name))
            try CanonicalJSON.encode(value).withUnsafeBytes { try file.write($0) }
            try file.finish()
        } catch {
            // Without it the content is gathered again.
        }
    }
}
