/// Bytes that are read once, front to back; a call may block on a file. One owner at a time.
public protocol ByteReader {
    /// Fills a part of the buffer, at least one byte, and says how many; 0 is the end. Throws a ``Problem`` where the source is damaged or gone.
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

/// Takes bytes in order; a call may block on a file.
public protocol ByteWriter {
    /// Takes all the bytes or throws a ``Problem``.
    mutating func write(_ bytes: UnsafeRawBufferPointer) throws
}

extension ByteReader {
    /// Reads to the end into memory. More than `limit` bytes: `nil`, and the reader is used up.
    public mutating func readAll(limit: Int) throws -> [UInt8]? {
        var result: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = try chunk.withUnsafeMutableBytes { try read(into: $0) }
            if count == 0 { return result }
            guard result.count + count <= limit else { return nil }
            result.append(contentsOf: chunk[..<count])
        }
    }
}
