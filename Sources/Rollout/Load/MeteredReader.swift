import Vocabulary

/// Tells how far it was read.
struct MeteredReader: ByteReader {
    private var source: any ByteReader
    private var position: Int64 = 0
    private let moved: (Int64) -> Void

    init(_ source: any ByteReader, _ moved: @escaping (Int64) -> Void) {
        self.source = source
        self.moved = moved
    }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = try source.read(into: buffer)
        position += Int64(count)
        if count > 0 { moved(position) }
        return count
    }
}
