import Vocabulary

/// Readers one after the other, each opened when it is its turn.
struct JoinedReader: ByteReader {
    typealias Opening = @Sendable () throws -> any ByteReader
    private var waiting: ArraySlice<Opening>
    private var current: (any ByteReader)?

    init(_ parts: [Opening]) { waiting = parts[...] }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while true {
            if var reader = current {
                let count = try reader.read(into: buffer)
                current = count > 0 ? reader : nil
                if count > 0 { return count }
            }
            guard let next = waiting.popFirst() else { return 0 }
            current = try next()
        }
    }
}
