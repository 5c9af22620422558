public import Vocabulary

/// A bundle that was written. Made by ``seal(_:to:writer:splitting:progress:)`` alone.
public struct SealedBundle: Hashable, Sendable {
    /// Of the file, or of the first of its parts.
    public var path: AbsolutePath
    /// Of the file, or of its parts in order.
    public var paths: [AbsolutePath]
    /// The digest of `index.json`.
    public var id: Digest
    /// Of the file, or of all parts, in bytes.
    public var size: ByteCount
    public var manifest: BundleManifest
    /// Of all layers when decompressed, each once, in bytes.
    public var plainSize: ByteCount
    public var lock: LockOutcome

    /// What became of `valise.lock`.
    public enum LockOutcome: String, Hashable, Sendable, Codable {
        case unchanged, written
        /// The bundle is there, but its lock could not be written beside the definition: a warning says why.
        case unwritable
    }
}
