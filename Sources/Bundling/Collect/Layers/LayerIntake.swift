import ArchiveIO
import ContentStore
import Synchronization
import Vocabulary

/// Takes layers from wherever they come and puts them into the store as the bundle will hold them, hashing what passes. Memory: the compressor's window.
final class LayerIntake: Sendable {
    let store: ContentStore
    let storage: LayerStorage
    /// Layers that are in the store, by the digest of their uncompressed tar. Each is compressed once.
    private let known = Mutex<[Digest: BundledLayer]>([:])

    init(store: ContentStore, storage: LayerStorage) {
        self.store = store
        self.storage = storage
    }

    func layer(_ diffID: Digest) -> BundledLayer? { known.withLock { $0[diffID] } }

    /// A layer in any form that images have: what it is is seen at its first bytes. `size` is that of the bytes that come.
    func take(_ source: some ByteReader, size: Int64, of subject: String) throws -> BundledLayer {
        var reader = PeekingReader(source)
        switch Compression(magic: try reader.peek(4)) {
        case .none: return try takePlain(&reader, size: size)
        case let compression: return try takeCompressed(&reader, compression, subject)
        }
    }

    private func takePlain(_ reader: inout some ByteReader, size: Int64) throws -> BundledLayer {
        switch storage {
        case .preserved:
            let blob = try store.put(from: &reader)
            return remember(
                BundledLayer(
                    stored: Descriptor(mediaType: .layerTar, digest: blob.digest, size: blob.size),
                    diffID: blob.digest, plainSize: blob.size))
        case .packed(let level):
            return try pack(&reader, size: size, level: level)
        }
    }

    /// The size stands in the frame, so it must be known before: the same layer gives the same bytes, whatever form it came in.
    private func pack(_ reader: inout some ByteReader, size: Int64, level: Int) throws -> BundledLayer {
        let compressor = try ZstdCompressor(level: level, size: size)
        var blob = try store.newBlob()
        var hasher = Digest.Hasher()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let got = try reader.read(into: buffer)
            if got == 0 { break }
            let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<got])
            hasher.update(bytes)
            try compressor.compress(bytes, to: &blob)
        }
        try compressor.finish(to: &blob)
        let stored = try blob.finish()
        return remember(
            BundledLayer(
                stored: Descriptor(mediaType: .layerTarZstd, digest: stored.digest, size: stored.size),
                diffID: hasher.finish(), plainSize: size))
    }

    /// Keeps the bytes as they came, finds out what is in them, and compresses that anew where it is asked for.
    private func takeCompressed(
        _ reader: inout some ByteReader, _ compression: Compression, _ subject: String
    ) throws -> BundledLayer {
        let raw = try store.put(from: &reader)
        let stored = Descriptor(mediaType: compression.mediaType, digest: raw.digest, size: raw.size)
        var plain = try LayerReading.open(stored, in: store, subject)
        let (diffID, plainSize) = try Self.digest(&plain)
        switch storage {
        case .preserved:
            return remember(BundledLayer(stored: stored, diffID: diffID, plainSize: plainSize))
        case .packed(let level):
            if let layer = layer(diffID) {
                if layer.stored.digest != raw.digest { store.remove(raw.digest) }
                return layer
            }
            var again = try LayerReading.open(stored, in: store, subject)
            let layer = try pack(&again, size: plainSize, level: level)
            if layer.stored.digest != raw.digest { store.remove(raw.digest) }
            return layer
        }
    }

    private func remember(_ layer: BundledLayer) -> BundledLayer {
        known.withLock { table in
            if let first = table[layer.diffID] { return first }
            table[layer.diffID] = layer
            return layer
        }
    }

    private static func digest(_ reader: inout some ByteReader) throws -> (Digest, Int64) {
        var hasher = Digest.Hasher()
        var count: Int64 = 0
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let got = try reader.read(into: buffer)
            if got == 0 { return (hasher.finish(), count) }
            hasher.update(UnsafeRawBufferPointer(rebasing: buffer[..<got]))
            count += Int64(got)
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

/// Opens stored layers as the tars that they are.
enum LayerReading {
    static func open(_ stored: Descriptor, in store: ContentStore, _ subject: String) throws -> PlainLayerReader {
        guard let region = store.region(of: stored.digest) else {
            throw Problem("store.damaged", .defect, "the layer \(stored.digest) is no longer where it was put")
        }
        let raw = RegionReader(region)
        switch stored.mediaType {
        case .layerTarGzip, .dockerLayerTarGzip:
            return PlainLayerReader(reader: try GzipReader(raw, of: subject))
        case .layerTarZstd: return PlainLayerReader(reader: try ZstdReader(raw, of: subject, frames: .several))
        default: return PlainLayerReader(reader: raw)
        }
    }
}

/// A layer decompressed on the way.
struct PlainLayerReader: ByteReader {
    var reader: any ByteReader
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int { try reader.read(into: buffer) }
}
