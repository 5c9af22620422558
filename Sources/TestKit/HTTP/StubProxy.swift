import NIOConcurrencyHelpers
import NIOCore
import NIOPosix

/// A proxy for `CONNECT` on a free port of 127.0.0.1 (RFC 9110, 9.3.6). Whatever host it is asked for, it leads to that port of this machine, so that a test can have registries
/// under names that nobody has.
public final class StubProxy: Sendable {
    /// What it was asked for.
    public struct Request: Hashable, Sendable {
        /// `HOST:PORT`
        public var target: String
        /// The line `Proxy-Authorization`, if there was one.
        public var authorization: String?
    }

    private let asked = NIOLockedValueBox<[Request]>([])
    private let channel: any Channel
    private let task: Task<Void, Never>

    public var port: Int { channel.localAddress?.port ?? 0 }
    public var requests: [Request] { asked.withLockedValue { $0 } }

    /// Runs a proxy for the length of `body`.
    /// - Parameter refusal: the status line with which it refuses; `nil` where it lets everybody through.
    public static func run<Result>(
        refusal: String? = nil, isolation: isolated (any Actor)? = #isolation,
        _ body: (StubProxy) async throws -> Result
    ) async throws -> Result {
        let server: NIOAsyncChannel<NIOAsyncChannel<ByteBuffer, ByteBuffer>, Never> = try await ServerBootstrap(
            group: MultiThreadedEventLoopGroup.singleton
        ).bind(host: "127.0.0.1", port: 0) { channel in
            channel.eventLoop.makeCompletedFuture { try NIOAsyncChannel(wrappingChannelSynchronously: channel) }
        }
        let proxy = StubProxy(server, refusal)
        do {
            let result = try await body(proxy)
            await proxy.stop()
            return result
        } catch {
            await proxy.stop()
            throw error
        }
    }

    private init(_ server: NIOAsyncChannel<NIOAsyncChannel<ByteBuffer, ByteBuffer>, Never>, _ refusal: String?) {
        channel = server.channel
        let asked = asked
        task = Task {
            // Ends when the server is stopped; its clients see for themselves what becomes of a connection.
            _ = try? await server.executeThenClose { connections in
                try await withThrowingDiscardingTaskGroup { group in
                    for try await connection in connections {
                        group.addTask { _ = try? await Self.serve(connection, asked, refusal) }
                    }
                }
            }
        }
    }

    private func stop() async {
        task.cancel()
        channel.close(promise: nil)
        await task.value
    }

    private static func serve(
        _ client: NIOAsyncChannel<ByteBuffer, ByteBuffer>, _ asked: NIOLockedValueBox<[Request]>, _ refusal: String?
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
            let there: NIOAsyncChannel<ByteBuffer, ByteBuffer> = try await ClientBootstrap(
                group: MultiThreadedEventLoopGroup.singleton
            ).connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture { try NIOAsyncChannel(wrappingChannelSynchronously: channel) }
            }
            try await outbound.write(ByteBuffer(string: "HTTP/1.1 200 Connection established\r\n\r\n"))
            try await Tunnel.join(there, &incoming, outbound)
        }
    }
}
