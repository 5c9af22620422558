import ContentStore
import Foundation
import Vocabulary

/// A content store in a folder that goes with its last user. Immutable after it was made, so that tasks may share it.
final class TemporaryLayers: Sendable {
    let store: ContentStore
    private let folder: AbsolutePath

    /// Throws what ``ContentStore`` throws where the folder cannot be made.
    init(in parent: AbsolutePath) throws {
        folder = parent.appending(".valise-pack-\(UInt64.random(in: 0 ... .max))")
        store = try ContentStore(at: folder)
    }

    deinit {
        // Nothing can be told from here; a folder that stays is hidden and named after us.
        do { try FileManager.default.removeItem(atPath: folder.rawValue) } catch {}
    }
}
