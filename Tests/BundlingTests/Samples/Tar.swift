import ArchiveIO
import Vocabulary

/// Tars in memory.
enum Tar {
    static func file(_ path: String, _ text: String = "", mode: Int = 0o644, owner: Int = 0, group: Int = 0) -> (
        TarHeader, [UInt8]
    ) {
        (TarHeader(path: path, mode: mode, owner: owner, group: group, modified: 0), Array(text.utf8))
    }
    static func file(_ path: String, _ bytes: [UInt8]) -> (TarHeader, [UInt8]) {
        (TarHeader(path: path, modified: 0), bytes)
    }
    static func folder(_ path: String, mode: Int = 0o755, owner: Int = 0, group: Int = 0) -> (TarHeader, [UInt8]) {
        (TarHeader(path: path, kind: .folder, mode: mode, owner: owner, group: group, modified: 0), [])
    }
    static func link(_ path: String, _ target: String) -> (TarHeader, [UInt8]) {
        (TarHeader(path: path, kind: .symbolicLink(target: target), mode: 0o777, modified: 0), [])
    }

    static func of(_ members: [(TarHeader, [UInt8])]) throws -> [UInt8] {
        var tar = TarWriter(to: BytesWriter())
        for (header, bytes) in members {
            if header.kind == .file { try tar.add(header, bytes: bytes) } else { try tar.add(header) }
        }
        try tar.finish()
        return tar.destination.bytes
    }
}
