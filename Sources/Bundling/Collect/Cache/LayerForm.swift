import ArchiveIO
import Vocabulary

/// In which form a layer is kept. The same layer in the same form is the same bytes.
enum LayerForm: Hashable, Sendable {
    /// The layer of this `diff_id`, compressed by us.
    case packed(diffID: Digest, level: Int)
    /// The bytes of this digest, as a source had them.
    case found(Digest)

    /// Of its record.
    var name: String {
        switch self {
        // Another release of libzstd gives other bytes.
        case .packed(let diffID, let level):
            "packed-\(diffID.hex)-\(level)-\(ZstdCompressor.defaultWindowLog)-\(ZstdCompressor.libraryVersion)"
        case .found(let digest): "found-\(digest.hex)"
        }
    }

    /// Whether a record of this name can be of it.
    func fits(_ layer: BundledLayer) -> Bool {
        switch self {
        case .packed(let diffID, _): layer.diffID == diffID
        case .found(let digest): layer.stored.digest == digest
        }
    }
}
