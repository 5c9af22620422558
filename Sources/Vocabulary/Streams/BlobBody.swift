/// The content of a blob, as the place where it is kept can give it at the least cost.
public enum BlobBody: Sendable {
    /// Small documents.
    case bytes([UInt8])
    /// Content that stands as it is in a file, or in several one behind the other: a server can hand it to the kernel (`sendfile`), piece by piece.
    case regions(FileRegions)
    /// Content that is made on the way (a layer decompressed); `open` begins at the front, may be called again, and its reader ends after exactly `size` bytes or throws.
    case generated(size: Int64, open: @Sendable () throws -> any ByteReader)

    /// Content that stands in one piece.
    public static func region(_ region: FileRegion) -> BlobBody { .regions(FileRegions(region)) }

    public var size: Int64 {
        switch self {
        case .bytes(let bytes): Int64(bytes.count)
        case .regions(let regions): regions.length
        case .generated(let size, _): size
        }
    }
}
