import ArchiveIO
import Foundation
import Vocabulary

/// Large archives that take no room.
enum SparseArchive {
    /// Puts an entry with a hole for content behind the last one, and the end mark behind that.
    static func append(_ header: TarHeader, to path: AbsolutePath) throws {
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path.rawValue))
        let end = try file.seekToEnd() - 1024
        try file.seek(toOffset: end)
        let bytes = header.encoded()
        try file.write(contentsOf: Data(bytes))
        try file.truncate(atOffset: end + UInt64(bytes.count) + UInt64((header.size + 511) / 512 * 512) + 1024)
        try file.close()
    }
}
