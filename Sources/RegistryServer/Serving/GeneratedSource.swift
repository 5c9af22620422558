import NIOCore
import Synchronization
import Vocabulary

/// A reader that moves between the threads of a pool, used by one at a time.
final class GeneratedSource: Sendable {
    /// A reader is no value that may be shared; behind the lock it never is.
    private struct State: ~Copyable {
        var reader: (any ByteReader)?
    }
    private let state = Mutex(State(reader: nil))
    private let open: @Sendable () throws -> any ByteReader
    private let allocator: ByteBufferAllocator

    init(open: @escaping @Sendable () throws -> any ByteReader, allocator: ByteBufferAllocator) {
        self.open = open
        self.allocator = allocator
    }

    /// Opens and reads past the first bytes.
    func skip(_ count: Int64, of digest: Digest) throws {
        try state.withLock { state in
            var reader = try open()
            var left = count
            var chunk = [UInt8](repeating: 0, count: 256 * 1024)
            while left > 0 {
                let wanted = Int(min(Int64(chunk.count), left))
                let got = try chunk.withUnsafeMutableBytes { bytes in
                    try reader.read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[..<wanted]))
                }
                guard got > 0 else { throw RegistryProblem.shortBody(digest, expected: count, found: count - left) }
                left -= Int64(got)
            }
            state.reader = reader
        }
    }

    /// The next bytes, exactly so many; fewer only at the end.
    func next(_ count: Int) throws -> ByteBuffer {
        try state.withLock { state in
            guard var reader = state.reader else { return ByteBuffer() }
            var buffer = allocator.buffer(capacity: count)
            while buffer.readableBytes < count {
                let left = count - buffer.readableBytes
                let got = try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: left) { bytes in
                    let room = min(bytes.count, left)
                    return try reader.read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[..<room]))
                }
                if got == 0 { break }
            }
            state.reader = reader
            return buffer
        }
    }
}
