public import Vocabulary

/// Takes the bytes of a blob. What was written is trusted only when the call that writes has returned.
public protocol BlobSink: ByteWriter {
    /// Forgets all that was written: the blob comes again from its first byte.
    mutating func restart() throws
}
