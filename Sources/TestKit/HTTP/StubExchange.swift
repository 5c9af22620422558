import NIOCore

/// One request and its answer, on the server's side. Used by one task at a time.
final class StubExchange {
    let request: StubRequest
    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let channel: any Channel
    private var buffer: ByteBuffer
    private enum Framing {
        case length(Int)
        case chunked
        case ended
    }
    private var framing: Framing
    /// Bytes that may still go out; `nil` is any number.
    private var allowance: Int?
    private var isMute = false

    /// Nothing goes out from now on; the work is done all the same.
    func mute() { isMute = true }
    /// The connection breaks off after so many bytes.
    func cut(after bytes: Int) { allowance = bytes }

    private init(
        request: StubRequest, inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator,
        channel: any Channel, buffer: ByteBuffer
    ) {
        self.request = request
        self.inbound = inbound
        self.channel = channel
        self.buffer = buffer
        if request.headers["transfer-encoding"] == "chunked" {
            framing = .chunked
        } else {
            framing = .length(Int(request.headers["content-length"] ?? "0") ?? 0)
        }
    }

    static func begin(
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator,
        _ channel: any Channel
    ) async throws -> StubExchange? {
        var inbound = inbound
        var buffer = ByteBuffer()
        let mark = Array("\r\n\r\n".utf8)
        while true {
            let view = buffer.readableBytesView
            if view.first == 0x16 {
                // A TLS ClientHello: engines try https first, and go on at once only after plaintext.
                try await channel.writeAndFlush(
                    ByteBuffer(string: "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
                ).get()
                return nil
            }
            let end = (view.startIndex..<max(view.startIndex, view.endIndex - 3)).first {
                view[$0..<($0 + 4)].elementsEqual(mark)
            }
            if let end {
                guard let request = StubRequest(head: String(decoding: view[..<end], as: UTF8.self)) else { return nil }
                buffer.moveReaderIndex(to: end + 4)
                return StubExchange(
                    request: request, inbound: inbound, channel: channel, buffer: buffer)
            }
            guard buffer.readableBytes < 256 * 1024, let more = try await inbound.next() else { return nil }
            buffer.writeImmutableBuffer(more)
        }
    }

    // The request's body.

    /// The next bytes of the body; `nil` at its end. Throws where the client broke off before it.
    func nextBody() async throws -> [UInt8]? {
        switch framing {
        case .ended: return nil
        case .length(let rest):
            if rest == 0 {
                framing = .ended
                return nil
            }
            try await fill(1)
            let bytes = buffer.readBytes(length: min(rest, buffer.readableBytes)) ?? []
            framing = .length(rest - bytes.count)
            return bytes
        case .chunked:
            let line = try await readLine()
            guard let size = Int(line, radix: 16) else { throw StubFailure.brokenOff }
            try await fill(size + 2)
            let bytes = buffer.readBytes(length: size) ?? []
            buffer.moveReaderIndex(forwardBy: 2)
            if size == 0 {
                framing = .ended
                return nil
            }
            return bytes
        }
    }

    /// The whole body.
    func body() async throws -> [UInt8] {
        var result: [UInt8] = []
        while let bytes = try await nextBody() { result += bytes }
        return result
    }

    private func readLine() async throws -> String {
        while true {
            if let end = buffer.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) {
                let length = end - buffer.readerIndex
                let line = buffer.readString(length: length + 1) ?? ""
                return String(line.dropLast(line.hasSuffix("\r\n") ? 1 : 1)).filter { $0 != "\r" }
            }
            try await fill(buffer.readableBytes + 1)
        }
    }

    private func fill(_ count: Int) async throws {
        while buffer.readableBytes < count {
            guard let more = try await inbound.next() else { throw StubFailure.brokenOff }
            buffer.writeImmutableBuffer(more)
        }
    }

    // The answer.

    func answer(_ status: Int, headers: [(String, String)] = [], _ body: [UInt8] = []) async throws {
        var headers = headers
        if status != 204, status != 304, !headers.contains(where: { $0.0 == "Content-Length" }) {
            headers.append(("Content-Length", String(body.count)))
        }
        var out = Self.head(status, headers)
        if request.method != "HEAD" { out.writeBytes(body) }
        try await put(out)
    }

    /// Begins an answer of unknown length: ``send(_:)`` and ``end()`` follow.
    func begin(_ status: Int, headers: [(String, String)] = []) async throws {
        try await put(Self.head(status, headers + [("Transfer-Encoding", "chunked")]))
    }

    func send(_ bytes: [UInt8]) async throws {
        guard !bytes.isEmpty else { return }
        var out = ByteBuffer(string: String(bytes.count, radix: 16) + "\r\n")
        out.writeBytes(bytes)
        out.writeString("\r\n")
        try await put(out)
    }

    func end() async throws { try await put(ByteBuffer(string: "0\r\n\r\n")) }

    // The bare connection.

    func sendRaw(_ bytes: [UInt8]) async throws { try await put(ByteBuffer(bytes: bytes)) }

    /// Waits until the bytes are with the kernel: the end of the handler closes the connection.
    private func put(_ bytes: ByteBuffer) async throws {
        if isMute { return }
        guard let rest = allowance, rest < bytes.readableBytes else {
            allowance = allowance.map { $0 - bytes.readableBytes }
            return try await channel.writeAndFlush(bytes).get()
        }
        var part = bytes
        if let head = part.readSlice(length: rest), rest > 0 { try await channel.writeAndFlush(head).get() }
        close()
        throw StubFailure.brokenOff
    }

    /// What comes on a connection that was handed over; `nil` at the end of the client's side.
    func nextRaw() async throws -> [UInt8]? {
        if let rest = buffer.readBytes(length: buffer.readableBytes), !rest.isEmpty { return rest }
        return try await inbound.next().map { Array($0.readableBytesView) }
    }

    /// Waits until the client closes its side.
    func waitForClose() async throws { while try await inbound.next() != nil {} }

    /// Breaks off.
    func close() { channel.close(promise: nil) }

    private static func head(_ status: Int, _ headers: [(String, String)]) -> ByteBuffer {
        var out = ByteBuffer(string: "HTTP/1.1 \(status) Status\r\n")
        for header in headers { out.writeString("\(header.0): \(header.1)\r\n") }
        if status != 101 { out.writeString("Connection: close\r\n") }
        out.writeString("\r\n")
        return out
    }
}

enum StubFailure: Error {
    case brokenOff
}
