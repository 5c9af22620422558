import Foundation
import NIOCore
public import Vocabulary

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Bytes that the engine sends, with back-pressure: no more is read from it than is asked for. Memory: one read, at most some 100 KiB. One consumer, by one of the three ways.
///
/// A stream that is no longer referred to closes its connection. Errors: `engine.disconnected`, `engine.timed-out`.
public struct EngineByteStream: AsyncSequence, Sendable {
    let stream: ResponseStream

    /// Chunks of at least one byte.
    public func makeAsyncIterator() -> Iterator { Iterator(stream: stream) }

    public struct Iterator: AsyncIteratorProtocol {
        let stream: ResponseStream
        public mutating func next() async throws -> [UInt8]? {
            try await stream.next().map { Array($0.readableBytesView) }
        }
    }

    /// For code that reads synchronously, on a thread that may block.
    public func makeReader() -> any ByteReader { BlockingReader(stream: stream) }

    /// Writes everything to a file or pipe, from a thread of its own. The caller closes the descriptor. A pipe that nobody reads any more ends it with `engine.sink-unwritable`
    /// (the caller ignores SIGPIPE). Gives the number of bytes. Cancelling closes the connection.
    public func write(to descriptor: Int32) async throws -> Int64 {
        let stream = self.stream
        do {
            return try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { continuation in
                    let thread = Thread {
                        continuation.resume(with: Result { try Self.copy(stream, to: descriptor) })
                    }
                    thread.name = "engine download"
                    thread.start()
                }
            } onCancel: {
                stream.close()
            }
        } catch {
            if Task.isCancelled { throw CancellationError() }
            throw error
        }
    }

    private static func copy(_ stream: ResponseStream, to descriptor: Int32) throws -> Int64 {
        var total: Int64 = 0
        while let chunk = try stream.nextBlocking() {
            try chunk.withUnsafeReadableBytes { bytes in
                var rest = bytes[...]
                while !rest.isEmpty {
                    let count = UnsafeRawBufferPointer(rebasing: rest).withSystemWrite(to: descriptor)
                    if count < 0, errno == EINTR { continue }
                    guard count > 0 else {
                        let reason = String(cString: strerror(errno))
                        stream.close()
                        throw Problem(
                            "engine.sink-unwritable", .step,
                            "cannot \(stream.failure.tried): what the engine sent could not be written: \(reason)")
                    }
                    rest = rest.dropFirst(count)
                }
            }
            total += Int64(chunk.readableBytes)
        }
        return total
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func withSystemWrite(to descriptor: Int32) -> Int { write(descriptor, baseAddress, count) }
}

private struct BlockingReader: ByteReader {
    let stream: ResponseStream
    var rest = ByteBuffer()

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        if rest.readableBytes == 0 {
            guard let chunk = try stream.nextBlocking() else { return 0 }
            rest = chunk
        }
        let count = min(buffer.count, rest.readableBytes)
        rest.withUnsafeReadableBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        rest.moveReaderIndex(forwardBy: count)
        return count
    }
}
