import Vocabulary

/// A few bytes of a file, in memory.
enum FileStretch {
    /// Exactly `count` bytes. Throws `file.read-failed` (11).
    static func read(_ file: SplitFile, at offset: Int64, count: Int) throws -> [UInt8] {
        var reader = RegionReader(file.region(at: offset, length: Int64(count)))
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            done += try bytes.withUnsafeMutableBytes {
                try reader.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[done...]))
            }
        }
        return bytes
    }
}
