import ArchiveIO
import ContentStore
import Foundation
import Vocabulary

/// What packs have gathered, kept for the next one: layers as bundles hold them, documents of images, downloads that broke off.
///
/// Any number of packs may use one at a time: each holds a lock on the folder, shared, and only who has it alone cleans. What is taken out is hashed again, so that
/// damage on the disk is found; it is then gathered anew. Below the root: `blobs/` and `partial/` (``ContentStore``), `records/`, `downloads/`.
final class ContentCache: Sendable {
    let root: AbsolutePath
    let store: ContentStore
    let records: CacheRecords
    private let limit: ByteCount
    private let descriptor: Int32
    /// Hashed by this process already.
    private let sound = VerifiedBlobs()

    /// Makes the folder where it is missing, and removes what is longest unused down to `limit`. Throws `store.unwritable`, `store.no-space` (14).
    init(at root: AbsolutePath, limit: ByteCount) throws {
        self.root = root
        self.limit = limit
        do {
            // Layers of images that need a log-in lie here: nobody else's business.
            try FileManager.default.createDirectory(
                atPath: root.rawValue, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw Problem(
                "store.unwritable", .step, "cannot make the folder `\(root)`: \(error.localizedDescription)",
                consequence: "nothing was packed", hint: "name another with `--cache-dir DIR`")
        }
        store = try ContentStore(at: root)
        records = try CacheRecords(at: root.appending("records"))
        descriptor = open(root.rawValue, O_RDONLY | O_CLOEXEC | O_DIRECTORY)
        clean()
        // Also where the file system knows no locks: then nobody cleans.
        _ = flock(descriptor, LOCK_SH | LOCK_NB)
    }

    deinit {
        clean()
        close(descriptor)
    }

    /// A layer in a form; `nil` where it is not here, or no longer what it was.
    func layer(_ form: LayerForm) throws -> BundledLayer? {
        guard let layer = records.layer(form) else { return nil }
        guard try isSound(layer.stored) else {
            records.remove(form)
            return nil
        }
        return layer
    }

    /// Keeps what was just put into the store.
    func remember(_ layer: BundledLayer, as form: LayerForm) {
        sound.insert(layer.stored.digest)
        records.remember(layer, as: form)
    }

    /// A document in memory; `nil` where it is not here, or no longer what it was.
    func document(_ digest: Digest) throws -> [UInt8]? {
        guard let region = store.region(of: digest), region.length <= Int64(Self.documentLimit) else { return nil }
        var reader = RegionReader(region)
        guard let bytes = try reader.readAll(limit: Self.documentLimit), .of(bytes) == digest else {
            store.remove(digest)
            return nil
        }
        store.touch(digest)
        return bytes
    }

    /// Of manifests and configs: what registries accept (distribution, `maxPayloadSize`).
    static let documentLimit = 4 << 20

    private func isSound(_ stored: Descriptor) throws -> Bool {
        guard let region = store.region(of: stored.digest), region.length == stored.size else { return false }
        store.touch(stored.digest)
        if sound.contains(stored.digest) { return true }
        let reader = HashingReader(RegionReader(region))
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { buffer.deallocate() }
        while try reader.read(into: buffer) > 0 {}
        guard reader.digest == stored.digest else {
            store.remove(stored.digest)
            return false
        }
        sound.insert(stored.digest)
        return true
    }

    /// Removes what is longest unused, and what killed packs have left; where another pack is at work, nothing. Tidying: what cannot be removed stands in nobody's way.
    private func clean() {
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return }
        defer { _ = flock(descriptor, LOCK_UN) }
        do {
            try store.removePartials()
            let uses = try store.uses().sorted { $0.lastUsed < $1.lastUsed }
            var total = uses.reduce(Int64(0)) { $0 + $1.size }
            for blob in uses where total > limit.bytes {
                store.remove(blob.digest)
                total -= blob.size
            }
            let kept = try Set(store.uses().map(\.digest))
            records.removeAll { !kept.contains($0) }
            Downloads(at: root).removeOld()
        } catch {
            // Nothing depends on it, and the next pack tries again.
        }
    }
}
