import ArchiveIO
import Vocabulary

/// A layer that was read to its end.
struct AdmittedLayer: Sendable {
    let diffID: Digest
    /// Uncompressed, in bytes.
    let plainSize: Int64
    /// On a disk, in bytes; as ``BundledLayer/unpackedSize``.
    let unpackedSize: Int64?
    let content: Content

    enum Content: Sendable {
        /// As the bundle will hold it: there was nothing more to do.
        case bundled(BundledLayer)
        /// To be compressed.
        case spooled(SpoolFile)
    }

    /// What it takes of the disk until it is compressed, in bytes.
    var spooledSize: Int64 { if case .spooled = content { plainSize } else { 0 } }
}
