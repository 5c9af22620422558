import ArchiveIO
import Foundation
import Vocabulary

enum Region {
    static func bytes(of region: FileRegions) throws -> [UInt8]? {
        var reader = RegionReader(region)
        return try reader.readAll(limit: 1 << 20)
    }

    /// Writes over a file in place.
    static func overwrite(_ path: AbsolutePath, with bytes: [UInt8]) throws {
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: path.rawValue))
        try file.write(contentsOf: bytes)
        try file.close()
    }
}
