import Vocabulary

/// So many bytes of a stream: what one file of a tree gets of it.
struct IncomingReader: ByteReader {
    let stream: IncomingBytes
    var left: Int64

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard left > 0 else { return 0 }
        let wanted = Int(min(Int64(buffer.count), left))
        let count = try stream.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))
        guard count > 0 else { throw LinkProblem.broken("a body that is shorter than was said") }
        left -= Int64(count)
        return count
    }
}
