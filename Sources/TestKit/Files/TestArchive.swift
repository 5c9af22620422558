import ArchiveIO
import Vocabulary

/// Tars in memory, for tests.
public enum TestArchive {
    /// Content of the files by path. Throws where it is no tar.
    public static func files(in tar: [UInt8]) throws -> [String: [UInt8]] {
        var result: [String: [UInt8]] = [:]
        for (entry, content) in try entries(in: tar) where entry.kind == .file { result[entry.path] = content }
        return result
    }

    static func entries(in tar: [UInt8]) throws -> [(ForeignEntry, [UInt8])] {
        let archive = try ForeignArchive(reading: MemoryReader(tar), of: "a tar of a test")
        var result: [(ForeignEntry, [UInt8])] = []
        while let entry = try archive.next() {
            var content = archive.content
            result.append((entry, try content.readAll(limit: .max) ?? []))
        }
        return result
    }
}

/// Gives bytes that are in memory.
struct MemoryReader: ByteReader {
    private var rest: ArraySlice<UInt8>
    init(_ bytes: [UInt8]) { rest = bytes[...] }
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, rest.count)
        buffer.copyBytes(from: rest.prefix(count))
        rest = rest.dropFirst(count)
        return count
    }
}
