import Vocabulary

/// Looks at the first bytes and gives them again.
struct PeekingReader<Source: ByteReader>: ByteReader {
    private var source: Source
    private var front: [UInt8] = []

    init(_ source: Source) { self.source = source }

    /// The next bytes, fewer only where the source ends.
    mutating func peek(_ count: Int) throws -> [UInt8] {
        var chunk = [UInt8](repeating: 0, count: count)
        while front.count < count {
            let wanted = count - front.count
            let got = try chunk.withUnsafeMutableBytes {
                try source.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[..<wanted]))
            }
            if got == 0 { break }
            front += chunk[..<got]
        }
        return Array(front.prefix(count))
    }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard !front.isEmpty else { return try source.read(into: buffer) }
        let count = min(front.count, buffer.count)
        buffer.copyBytes(from: front.prefix(count))
        front.removeFirst(count)
        return count
    }
}
