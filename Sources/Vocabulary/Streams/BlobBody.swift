/// A stretch of an open file. Who hands it out keeps the file open for as long as ``owner`` lives.
public struct FileRegion: Sendable {
    public let descriptor: Int32
    public let offset: Int64
    public let length: Int64
    /// Keeps the descriptor open.
    public let owner: any Sendable & AnyObject
    public init(descriptor: Int32, offset: Int64, length: Int64, owner: any Sendable & AnyObject) {
        self.descriptor = descriptor
        self.offset = offset
        self.length = length
        self.owner = owner
    }
}

/// The content of a blob, as the place where it is kept can give it at the least cost.
public enum BlobBody: Sendable {
    /// Small documents.
    case bytes([UInt8])
    /// Content that stands as it is in a file: a server can hand it to the kernel (`sendfile`).
    case region(FileRegion)
    /// Content that is made on the way (a layer decompressed); `open` begins at the front, may be called again, and its reader ends after exactly `size` bytes or throws.
    case generated(size: Int64, open: @Sendable () throws -> any ByteReader)

    public var size: Int64 {
        switch self {
        case .bytes(let bytes): Int64(bytes.count)
        case .region(let region): region.length
        case .generated(let size, _): size
        }
    }
}
