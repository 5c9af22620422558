import NIOConcurrencyHelpers
import NIOCore
import NIOPosix

/// A proxy for `CONNECT` on a free port of 127.0.0.1 (RFC 9110, 9.3.6). Whatever host it is asked for, it leads to that port of this machine, so that a test can have registries
/// under names that nobody has.
public struct StubProxy: Sendable {
    /// What it was asked for.
    public struct Request: Hashable, Sendable {
        /// `HOST:PORT`
        public var target: String
        /// The line `Proxy-Authorization`, if there was one.
        public var authorization: String?
    }

    private let asked: NIOLockedValueBox<[Request]>
    public let port: Int

    public var requests: [Request] { asked.withLockedValue { $0 } }

    private init(port: Int, asked: NIOLockedValueBox<[Request]>) {
        self.port = port
        self.asked = asked
    }

    /// Runs a proxy for the length of `body`.
    /// - Parameter refusal: the status line with which it refuses; `nil` where it lets everybody through.
    public static func run<Result>(
        refusal: String? = nil, isolation: isolated (any Actor)? = #isolation,
        _ body: (StubProxy) async throws -> Result
    ) async throws -> Result {
        let asked = NIOLockedValueBox<[Request]>([])
        return try await TunnelServer.run(serve: { try await serve($0, asked, refusal) }) { server in
            try await body(StubProxy(port: server.port, asked: asked))
        }
    }

    private static func serve(
        _ client: Tunnel.Connection, _ asked: NIOLockedValueBox<[Request]>, _ refusal: String?
    ) async throws {
        try await client.executeThenClose { inbound, outbound in
            var incoming = inbound.makeAsyncIterator()
            var head = ByteBuffer()
            var text = ""
            while !text.contains("\r\n\r\n") {
                guard head.readableBytes < 16 * 1024, let more = try await incoming.next() else { return }
                head.writeImmutableBuffer(more)
                text = String(buffer: head)
            }
            let lines = text.split(separator: "\r\n")
            let words = lines.first?.split(separator: " ") ?? []
            guard words.count == 3, words[0] == "CONNECT", let port = words[1].split(separator: ":").last,
                let port = Int(port)
            else {
                return try await outbound.write(ByteBuffer(string: "HTTP/1.1 405 Method Not Allowed\r\n\r\n"))
            }
            let mark = "proxy-authorization: "
            let authorization = lines.first { $0.lowercased().hasPrefix(mark) }.map { String($0.dropFirst(mark.count)) }
            asked.withLockedValue { $0.append(Request(target: String(words[1]), authorization: authorization)) }
            if let refusal {
                return try await outbound.write(ByteBuffer(string: "HTTP/1.1 \(refusal)\r\n\r\n"))
            }
            let there: Tunnel.Connection = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .channelOption(.allowRemoteHalfClosure, value: true)
                .connect(host: "127.0.0.1", port: port) { channel in
                    channel.eventLoop.makeCompletedFuture { try Tunnel.connection(channel) }
                }
            try await outbound.write(ByteBuffer(string: "HTTP/1.1 200 Connection established\r\n\r\n"))
            try await Tunnel.join(there, &incoming, outbound)
        }
    }
}
