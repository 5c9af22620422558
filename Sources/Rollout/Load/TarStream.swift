import ArchiveIO
import Vocabulary

/// A tar that is made while it is read. Memory does not grow with content.
struct TarStream: Sendable {
    private var parts: [JoinedReader.Opening] = []

    /// A folder.
    mutating func add(_ header: TarHeader) { parts.append { BytesReader(header.encoded()) } }

    mutating func add(_ header: TarHeader, bytes: [UInt8]) {
        add(header, size: Int64(bytes.count)) { BytesReader(bytes) }
    }

    /// A file of exactly so many bytes.
    mutating func add(_ header: TarHeader, size: Int64, _ open: @escaping JoinedReader.Opening) {
        var header = header
        header.size = size
        let whole = header
        parts.append { BytesReader(whole.encoded()) }
        parts.append(open)
        parts.append { BytesReader([UInt8](repeating: 0, count: TarHeader.padding(after: size))) }
    }

    /// With the end mark: two zero blocks.
    func reader() -> some ByteReader {
        JoinedReader(parts + [{ BytesReader([UInt8](repeating: 0, count: 1024)) }])
    }
}

extension BlobBody {
    /// Its bytes from the front.
    func open() throws -> any ByteReader {
        switch self {
        case .bytes(let bytes): BytesReader(bytes)
        case .regions(let regions): RegionReader(regions)
        case .generated(_, let open): try open()
        }
    }
}
