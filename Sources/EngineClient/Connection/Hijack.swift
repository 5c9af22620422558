import NIOCore
import Vocabulary

extension EngineTransport {
    /// Sends a call after which the connection is a plain stream of bytes (Engine API 1.41, "ContainerAttach", hijacking).
    func hijack(_ request: EngineRequest, silence: Duration?, tty: Bool) async throws -> EngineSession {
        let connection: EngineConnection<ByteBuffer>
        do {
            connection = try await .raw(to: place, limit: limits.connect)
        } catch {
            if Task.isCancelled { throw CancellationError() }
            throw failure(request).unreachable(error)
        }
        do {
            let (status, reason, rest) = try await begin(request, over: connection)
            if status == 101 || status == 200 {
                return EngineSession(
                    connection: connection, early: rest, silence: silence, failure: failure(request), tty: tty)
            }
            var body = rest
            // Errors have a small body, with a length or to the connection's end; the text is what comes soon.
            while body.readableBytes < 64 * 1024, let more = try? await connection.next(silence: .milliseconds(500)) {
                body.writeImmutableBuffer(more)
            }
            if Task.isCancelled { throw CancellationError() }
            throw failure(request).answered(
                status: status, message: Self.message(Self.body(body), reason: reason))
        } catch {
            throw failure(request).after(error)
        }
    }

    private func begin(
        _ request: EngineRequest, over connection: EngineConnection<ByteBuffer>
    ) async throws -> (status: Int, reason: String, rest: ByteBuffer) {
        var body: [UInt8] = []
        if case .json(let bytes) = request.body { body = bytes }
        var out = ByteBuffer()
        out.writeString("\(request.method.rawValue) \(request.target(version: version)) HTTP/1.1\r\n")
        out.writeString("Host: engine\r\nUser-Agent: valise\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n")
        out.writeString("Content-Type: application/json\r\nContent-Length: \(body.count)\r\n\r\n")
        out.writeBytes(body)
        connection.channel.writeAndFlush(out, promise: nil)
        var head = ByteBuffer()
        while true {
            let view = head.readableBytesView
            if let end = Self.endOfHead(view) {
                let text = String(decoding: view[..<end], as: UTF8.self)
                guard let line = text.split(separator: "\r\n").first, line.hasPrefix("HTTP/1.") else {
                    throw TransportFailure.malformed("no HTTP")
                }
                let parts = line.split(separator: " ", maxSplits: 2)
                guard parts.count >= 2, let status = Int(parts[1]) else { throw TransportFailure.malformed("no HTTP") }
                head.moveReaderIndex(to: end)
                return (status, parts.count == 3 ? String(parts[2]) : "", head.slice())
            }
            guard head.readableBytes < 64 * 1024 else { throw TransportFailure.tooLarge(limit: 64 * 1024) }
            guard let more = try await connection.next(silence: limits.call) else {
                throw TransportFailure.disconnected("no answer came")
            }
            head.writeImmutableBuffer(more)
        }
    }

    private static func endOfHead(_ view: ByteBufferView) -> Int? {
        let end = Array("\r\n\r\n".utf8)
        guard view.count >= 4 else { return nil }
        return (view.startIndex...(view.endIndex - 4)).first { view[$0..<($0 + 4)].elementsEqual(end) }.map { $0 + 4 }
    }

    /// The JSON object in a body, where chunk lengths may stand around it.
    private static func body(_ buffer: ByteBuffer) -> [UInt8] {
        let bytes = Array(buffer.readableBytesView)
        guard let open = bytes.firstIndex(of: UInt8(ascii: "{")), let close = bytes.lastIndex(of: UInt8(ascii: "}")),
            open < close
        else { return bytes }
        return Array(bytes[open...close])
    }
}
