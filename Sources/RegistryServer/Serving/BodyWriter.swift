import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Vocabulary

/// Writes the parts of an answer, each only when the one before it has gone out: a slow client costs one chunk of memory.
struct BodyWriter: Sendable {
    let channel: any Channel
    let threads: NIOThreadPool
    let limits: RegistryLimits
    let gate: GenerationGate
    let sending: Sending
    let onEvent: @Sendable (RegistryEvent) -> Void

    /// How bytes get out of files: what is to be encrypted has to pass through memory.
    enum Sending: Sendable { case fromFiles, fromMemory }

    private static let chunk: Int64 = 1 << 20

    /// Ends when the part has gone out to the kernel. A client that takes too long loses its connection.
    func write(_ part: HTTPServerResponsePart) async throws { try await begin(part).get() }

    private func begin(_ part: HTTPServerResponsePart) -> EventLoopFuture<Void> {
        let deadline = channel.eventLoop.scheduleTask(in: .seconds(limits.writeSeconds)) {
            channel.close(promise: nil)
        }
        let written = channel.writeAndFlush(part)
        written.whenComplete { _ in deadline.cancel() }
        return written
    }

    func write(_ part: ServedPart) async throws {
        guard part.count > 0 else { return }
        switch part.body {
        case .bytes(let bytes):
            let wanted = bytes[Int(part.first)..<Int(part.first + part.count)]
            try await write(.body(.byteBuffer(ByteBuffer(bytes: wanted))))
            sent(part, part.count)
        case .regions(let regions):
            var done: Int64 = 0
            for piece in regions.stretch(from: part.first, count: part.count).pieces {
                try await write(piece, behind: done, of: part)
                done += piece.length
            }
        case .generated(let size, let open):
            let weight = gate.weight(ofBody: size)
            await gate.enter(weight)
            defer { gate.leave(weight) }
            try await write(part, from: open)
        }
    }

    private func sent(_ part: ServedPart, _ count: Int64) {
        onEvent(
            .sent(
                repository: part.repository, digest: part.digest, position: part.first + count, size: part.body.size))
    }

    /// The kernel copies from the file to the socket (`sendfile`). The descriptor is a copy of our own, so that it stays open until it is done.
    /// `before`: bytes of the part that have gone out already, from other files.
    private func write(_ region: Vocabulary.FileRegion, behind before: Int64, of part: ServedPart) async throws {
        let descriptor = fcntl(region.descriptor, F_DUPFD_CLOEXEC, 0)
        guard descriptor >= 0 else {
            throw Problem("registry.content", .step, "cannot read the bundle: \(String(cString: strerror(errno)))")
        }
        let handle = NIOFileHandle(_deprecatedTakingOwnershipOfDescriptor: descriptor)
        // The next piece is asked for while the last one goes out.
        var underWay: (written: EventLoopFuture<Void>, position: Int64)?
        do {
            var done: Int64 = 0
            while done < region.length {
                let count = min(Self.chunk, region.length - done)
                let start = region.offset + done
                // A file that was cut meanwhile would have the kernel send nothing, again and again.
                var information = stat()
                guard fstat(region.descriptor, &information) == 0, Int64(information.st_size) >= start + count else {
                    let there = max(0, Int64(information.st_size) - region.offset)
                    throw RegistryProblem.shortBody(
                        part.digest, expected: part.body.size, found: part.first + before + there)
                }
                let body: IOData
                switch sending {
                case .fromFiles:
                    body = .fileRegion(
                        NIOCore.FileRegion(
                            fileHandle: handle, readerIndex: Int(start), endIndex: Int(start + count)))
                case .fromMemory:
                    body = .byteBuffer(
                        try await threads.runIfActive { [channel] in
                            try Self.read(region, at: start, Int(count), of: part.digest, channel.allocator)
                        })
                }
                done += count
                let last = underWay
                underWay = (begin(.body(body)), before + done)
                if let last { try await finish(last, of: part) }
            }
            if let last = underWay { try await finish(last, of: part) }
        } catch {
            // The kernel may still be reading from it; how that ends is of no interest any more.
            do { if let last = underWay { try await finish(last, of: part) } } catch {}
            try handle.close()
            throw error
        }
        try handle.close()
    }

    private func finish(
        _ piece: (written: EventLoopFuture<Void>, position: Int64), of part: ServedPart
    ) async throws {
        try await piece.written.get()
        sent(part, piece.position)
    }

    private static func read(
        _ region: Vocabulary.FileRegion, at start: Int64, _ count: Int, of digest: Digest,
        _ allocator: ByteBufferAllocator
    ) throws -> ByteBuffer {
        var buffer = allocator.buffer(capacity: count)
        var done = 0
        while done < count {
            let (position, left) = (start + Int64(done), count - done)
            let got = try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: left) { bytes in
                let got = pread(region.descriptor, bytes.baseAddress, min(bytes.count, left), off_t(position))
                guard got >= 0 else {
                    throw Problem(
                        "registry.content", .step, "cannot read the bundle: \(String(cString: strerror(errno)))")
                }
                return got
            }
            guard got > 0 else {
                throw RegistryProblem.shortBody(digest, expected: Int64(count), found: Int64(done))
            }
            done += got
        }
        return buffer
    }

    /// Whatever a source throws is a problem of the content; whatever a channel throws is the client's affair.
    private func telling<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch {
            throw RegistryProblem.of(error)
        }
    }

    /// Content that is made on the way: the next chunk is made while the last one goes out.
    private func write(_ part: ServedPart, from open: @escaping @Sendable () throws -> any ByteReader) async throws {
        let source = GeneratedSource(open: open, allocator: channel.allocator)
        try await threads.runIfActive { try telling { try source.skip(part.first, of: part.digest) } }
        var done: Int64 = 0
        var pending: EventLoopFuture<Void>?
        while done < part.count {
            let wanted = Int(min(Self.chunk, part.count - done))
            let buffer: ByteBuffer
            do {
                buffer = try await threads.runIfActive { try telling { try source.next(wanted) } }
                guard buffer.readableBytes > 0 else {
                    throw RegistryProblem.shortBody(part.digest, expected: part.body.size, found: part.first + done)
                }
            } catch {
                try await pending?.get()
                throw error
            }
            try await pending?.get()
            if done > 0 { sent(part, done) }
            pending = begin(.body(.byteBuffer(buffer)))
            done += Int64(buffer.readableBytes)
        }
        try await pending?.get()
        sent(part, done)
    }
}
