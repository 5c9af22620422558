import ArchiveIO
import ContentStore
import Foundation
import Vocabulary

/// A content store in a folder that goes with its last user. Immutable after it was made, so that tasks may share it.
final class TemporaryLayers: Sendable {
    let store: ContentStore
    /// Other files of the same work may lie here.
    let folder: AbsolutePath
    /// Of the folder, locked: says that it is in use.
    private let descriptor: Int32
    private static let prefix = ".valise-pack-"

    /// Removes what packs that were killed have left there. Throws what ``ContentStore`` throws where the folder cannot be made.
    init(in parent: AbsolutePath) throws {
        Abandoned.sweep(parent) { $0.hasPrefix(Self.prefix) && UInt64($0.dropFirst(Self.prefix.count)) != nil }
        folder = parent.appending("\(Self.prefix)\(UInt64.random(in: 0 ... .max))")
        store = try ContentStore(at: folder)
        descriptor = open(folder.rawValue, O_RDONLY | O_CLOEXEC | O_DIRECTORY)
        Abandoned.hold(descriptor)
    }

    deinit {
        // Nothing can be told from here; a folder that stays is hidden and named after us.
        close(descriptor)
        do { try FileManager.default.removeItem(atPath: folder.rawValue) } catch {}
    }
}
