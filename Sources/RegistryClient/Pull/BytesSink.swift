import Vocabulary

/// Keeps a blob in memory: for configs and other small ones.
public struct BytesSink: BlobSink {
    public private(set) var bytes: [UInt8] = []
    public init() {}
    public mutating func write(_ bytes: UnsafeRawBufferPointer) { self.bytes.append(contentsOf: bytes) }
    public mutating func restart() { bytes.removeAll() }
}
