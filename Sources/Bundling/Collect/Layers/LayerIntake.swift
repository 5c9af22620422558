import ArchiveIO
import ContentStore
import Synchronization
import Vocabulary

/// Takes layers from wherever they come and puts them into the cache as the bundle will hold them, hashing what passes. For any number of tasks.
///
/// Memory: a compressor's window for each layer that is under way. Disk: what a compressed layer unpacks to, while it is compressed anew.
final class LayerIntake: Sendable {
    let cache: ContentCache
    let storage: LayerStorage
    private let work: WorkFolder
    /// Layers of this pack, by their form: each is compressed once.
    private let known = Mutex<[LayerForm: BundledLayer]>([:])

    init(cache: ContentCache, storage: LayerStorage, work: WorkFolder) {
        self.cache = cache
        self.storage = storage
        self.work = work
    }

    /// A layer that is here already. `found`: the digest of its bytes as the source has them, which decides where they are kept as they are.
    func layer(_ diffID: Digest, found: Digest?) throws -> BundledLayer? {
        let form: LayerForm
        switch storage {
        case .packed(let level): form = .packed(diffID: diffID, level: level)
        case .preserved:
            guard let found else { return nil }
            form = .found(found)
        }
        if let layer = known.withLock({ $0[form] }) { return layer }
        guard let layer = try cache.layer(form), layer.diffID == diffID else { return nil }
        known.withLock { $0[form] = layer }
        return layer
    }

    /// All layers of an image whose source hands them out uncompressed; `nil` where one is not here.
    func plainLayers(_ diffIDs: [Digest]) throws -> [BundledLayer]? {
        var layers: [BundledLayer] = []
        for diffID in diffIDs {
            // As found, the digest of such a layer is its `diff_id`.
            guard let layer = try layer(diffID, found: diffID) else { return nil }
            layers.append(layer)
        }
        return layers
    }

    /// A layer in any form that images have: what it is is seen at its first bytes. `size` is that of the bytes that come; they are read to their end.
    func take(_ source: some ByteReader, size: Int64, of subject: String) throws -> BundledLayer {
        var reader = PeekingReader(source)
        switch (Compression(magic: try reader.peek(4)), storage) {
        case (.none, .packed(let level)): return try pack(&reader, size: size, level: level)
        case (let compression, .preserved): return try keep(cache.store.put(from: &reader), compression, subject)
        case (let compression, .packed): return try pack(spool(reader, compression, subject)) { _ in }
        }
    }

    /// The first half of ``take(_:size:of:)``, for a source that cannot wait for a compressor: the layer is read to its end, and kept uncompressed where it is not known yet.
    func admit(_ source: some ByteReader, size: Int64, of subject: String) throws -> AdmittedLayer {
        guard case .packed = storage else {
            let layer = try take(source, size: size, of: subject)
            return AdmittedLayer(
                diffID: layer.diffID, plainSize: layer.plainSize, unpackedSize: layer.unpackedSize,
                content: .bundled(layer))
        }
        var reader = PeekingReader(source)
        let compression = Compression(magic: try reader.peek(4))
        return try spool(reader, compression, subject)
    }

    /// The second half. `advance` is told the bytes of each chunk; what it throws ends the work.
    func pack(_ admitted: AdmittedLayer, advance: @escaping (Int) throws -> Void) throws -> BundledLayer {
        switch (admitted.content, storage) {
        case (.bundled(let layer), _):
            return layer
        case (.spooled(let spool), .packed(let level)):
            var again = CountedReader(source: RegionReader(try spool.region()), advance: advance)
            return try pack(
                &again, size: admitted.plainSize, level: level, known: (admitted.diffID, admitted.unpackedSize))
        case (.spooled, .preserved):
            throw Problem("store.damaged", .defect, "a layer that is kept as it is was unpacked")
        }
    }

    /// The size stands in the frame, so it must be known before: the same layer gives the same bytes, whatever form it came in. `known`: its `diff_id` and what it unpacks to,
    /// if that was found out before.
    private func pack(
        _ reader: inout some ByteReader, size: Int64, level: Int, known: (diffID: Digest, unpackedSize: Int64?)? = nil
    ) throws -> BundledLayer {
        let compressor = try ZstdCompressor(level: level, size: size)
        var blob = try cache.store.newBlob()
        let found: (diffID: Digest, unpackedSize: Int64?)
        if let known {
            try Self.drain(reader) { try compressor.compress($0, to: &blob) }
            found = known
        } else {
            let hasher = HashingReader(reader)
            var unpacked = UnpackedSize()
            try Self.drain(hasher) {
                unpacked.take($0)
                try compressor.compress($0, to: &blob)
            }
            found = (hasher.digest, unpacked.bytes)
        }
        try compressor.finish(to: &blob)
        let stored = try blob.finish()
        return remember(
            BundledLayer(
                stored: Descriptor(mediaType: .layerTarZstd, digest: stored.digest, size: stored.size),
                diffID: found.diffID, plainSize: size, unpackedSize: found.unpackedSize),
            as: .packed(diffID: found.diffID, level: level))
    }

    /// Unpacked into a file without a name, to be compressed from there: its size must be known before, and decompressing twice would take longer.
    private func spool(
        _ reader: some ByteReader, _ compression: Compression, _ subject: String
    ) throws -> AdmittedLayer {
        let spool = try SpoolFile(in: work.path)
        var unpacked = UnpackedSize()
        let raw = HashingReader(reader)
        // What is not compressed is hashed once.
        let plain = compression == .none ? raw : HashingReader(try LayerReading.open(raw, compression, subject))
        try Self.drain(plain) {
            unpacked.take($0)
            try spool.write($0)
        }
        // A decoder may leave what follows the end of its data; the source compares the digest at the end.
        try Self.drain(raw) { _ in }
        let known = try layer(plain.digest, found: nil)
        return AdmittedLayer(
            diffID: plain.digest, plainSize: plain.count, unpackedSize: unpacked.bytes,
            content: known.map { .bundled($0) } ?? .spooled(spool))
    }

    /// Keeps the bytes as they came, and finds out what is in them.
    private func keep(_ blob: StoredBlob, _ compression: Compression, _ subject: String) throws -> BundledLayer {
        guard let region = cache.store.region(of: blob.digest) else {
            throw Problem("store.damaged", .defect, "the layer \(blob.digest) is no longer where it was put")
        }
        let plain = HashingReader(try LayerReading.open(RegionReader(region), compression, subject))
        var unpacked = UnpackedSize()
        try Self.drain(plain) { unpacked.take($0) }
        let stored = Descriptor(mediaType: compression.mediaType, digest: blob.digest, size: blob.size)
        return remember(
            BundledLayer(
                stored: stored, diffID: plain.digest, plainSize: plain.count, unpackedSize: unpacked.bytes),
            as: .found(blob.digest))
    }

    private func remember(_ layer: BundledLayer, as form: LayerForm) -> BundledLayer {
        let (first, isNew) = known.withLock { table in
            if let first = table[form] { return (first, false) }
            table[form] = layer
            return (layer, true)
        }
        if isNew { cache.remember(layer, as: form) }
        return first
    }

    private static func drain(
        _ reader: some ByteReader, _ take: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        var reader = reader
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let got = try reader.read(into: buffer)
            if got == 0 { return }
            try take(UnsafeRawBufferPointer(rebasing: buffer[..<got]))
        }
    }
}

/// How a layer's bytes are compressed, by their first bytes.
enum Compression: Hashable {
    case none, gzip, zstd

    init(magic: [UInt8]) {
        // RFC 1952, 2.3.1; RFC 8878, 3.1.1 and, for a skippable frame in front, 3.1.2.
        if magic.starts(with: [0x1f, 0x8b]) {
            self = .gzip
        } else if magic == [0x28, 0xb5, 0x2f, 0xfd]
            || magic.count == 4 && (0x50...0x5f).contains(magic[0]) && magic[1...] == [0x2a, 0x4d, 0x18]
        {
            self = .zstd
        } else {
            self = .none
        }
    }

    var mediaType: MediaType {
        switch self {
        case .none: .layerTar
        case .gzip: .layerTarGzip
        case .zstd: .layerTarZstd
        }
    }
}

/// Opens layers as the tars that they are.
enum LayerReading {
    static func open(_ raw: any ByteReader, _ compression: Compression, _ subject: String) throws -> PlainLayerReader {
        switch compression {
        case .none: PlainLayerReader(reader: raw)
        case .gzip: PlainLayerReader(reader: try GzipReader(raw, of: subject))
        case .zstd: PlainLayerReader(reader: try ZstdReader(raw, of: subject, frames: .several))
        }
    }

    /// A layer that is in a store.
    static func open(_ stored: Descriptor, in store: ContentStore, _ subject: String) throws -> PlainLayerReader {
        guard let region = store.region(of: stored.digest) else {
            throw Problem("store.damaged", .defect, "the layer \(stored.digest) is no longer where it was put")
        }
        let compression: Compression =
            switch stored.mediaType {
            case .layerTarGzip, .dockerLayerTarGzip: .gzip
            case .layerTarZstd: .zstd
            default: .none
            }
        return try open(RegionReader(region), compression, subject)
    }
}

/// A layer decompressed on the way.
struct PlainLayerReader: ByteReader {
    var reader: any ByteReader
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int { try reader.read(into: buffer) }
}
