public import Vocabulary

/// The first bytes of a blob that are here already, counted and hashed: a download goes on behind them.
public struct BlobPrefix: Sendable {
    /// Bytes.
    public private(set) var count: Int64 = 0
    private var hasher = Digest.Hasher()

    /// Nothing yet.
    public init() {}

    /// Takes the next bytes.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        hasher.update(bytes)
        count += Int64(bytes.count)
    }

    /// The digest of all that was taken.
    public var digest: Digest { hasher.finish() }
}
