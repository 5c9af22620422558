import AsyncHTTPClient
import NIOCore
import Vocabulary

/// The body of a request: may be sent again from its beginning.
struct UploadBody: Sendable {
    let length: Int64
    private let chunk: Int
    private let open: @Sendable () throws -> any ByteReader
    private let onBytes: TransferProgress?

    /// A part of a blob.
    init(
        _ body: BlobBody, from offset: Int64, length: Int64, chunk: Int, onBytes: TransferProgress?
    ) {
        self.length = length
        self.chunk = chunk
        self.onBytes = onBytes
        open = { try BlobPartReader.open(body, from: offset) }
    }

    private init(_ bytes: [UInt8]) {
        length = Int64(bytes.count)
        chunk = 256 * 1024
        onBytes = nil
        open = { BytesReader(bytes) }
    }

    /// A small one.
    static func bytes(_ bytes: [UInt8]) -> UploadBody { UploadBody(bytes) }

    var request: HTTPClientRequest.Body { .stream(Chunks(body: self), length: .known(length)) }

    /// The bytes, as fast as they are sent.
    private struct Chunks: AsyncSequence, Sendable {
        typealias Element = ByteBuffer
        let body: UploadBody
        func makeAsyncIterator() -> Iterator { Iterator(body: body) }

        struct Iterator: AsyncIteratorProtocol {
            let body: UploadBody
            private var reader: (any ByteReader)?
            private var sent: Int64 = 0

            init(body: UploadBody) { self.body = body }

            mutating func next() async throws -> ByteBuffer? {
                // Asked for the next one: the one before is on its way.
                if sent > 0 { body.onBytes?(sent) }
                guard sent < body.length else { return nil }
                do {
                    var source = try reader ?? body.open()
                    let room = Int(Swift.min(Int64(body.chunk), body.length - sent))
                    var buffer = ByteBufferAllocator().buffer(capacity: room)
                    let got = try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: room) { pointer in
                        try source.read(into: UnsafeMutableRawBufferPointer(rebasing: pointer[..<room]))
                    }
                    reader = source
                    guard got > 0 else {
                        throw Problem(
                            RegistryProblem.sourceShort, .step, "cannot push: the content ended too early",
                            expected: "\(body.length) bytes", found: "\(sent) bytes")
                    }
                    sent += Int64(got)
                    return buffer
                } catch {
                    throw SourceFailure(cause: error)
                }
            }
        }
    }
}

/// What a source of bytes threw, on its way through the library that sends them.
struct SourceFailure: Error {
    let cause: any Error
}
