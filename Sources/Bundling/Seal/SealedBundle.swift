public import Vocabulary

/// A bundle that was written. Made by ``seal(_:to:writer:progress:)`` alone.
public struct SealedBundle: Hashable, Sendable {
    public var path: AbsolutePath
    /// The digest of `index.json`.
    public var id: Digest
    /// Of the file, in bytes.
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
