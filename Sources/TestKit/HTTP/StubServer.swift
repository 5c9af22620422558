import NIOCore
import NIOPosix
import Vocabulary

/// A small HTTP/1.1 server for tests, one request a connection, on a unix socket or a free port of 127.0.0.1. Works on bytes, so that it can also break off where no server would.
final class StubServer: Sendable {
    enum Place: Sendable {
        case unix(AbsolutePath)
        case loopback
    }
    typealias Handler = @Sendable (StubExchange) async throws -> Void

    /// The port; 0 on a unix socket.
    let port: Int
    private let task: Task<Void, Never>
    private let channel: any Channel

    private init(port: Int, task: Task<Void, Never>, channel: any Channel) {
        self.port = port
        self.task = task
        self.channel = channel
    }

    static func start(at place: Place, _ handler: @escaping Handler) async throws -> StubServer {
        typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
        let initialize: @Sendable (any Channel) -> EventLoopFuture<Connection> = { channel in
            channel.eventLoop.makeCompletedFuture {
                try Connection(
                    wrappingChannelSynchronously: channel,
                    configuration: .init(isOutboundHalfClosureEnabled: true))
            }
        }
        let server: NIOAsyncChannel<Connection, Never> =
            switch place {
            case .unix(let path):
                try await bootstrap.bind(
                    unixDomainSocketPath: path.rawValue, cleanupExistingSocketFile: true,
                    childChannelInitializer: initialize)
            case .loopback:
                try await bootstrap.bind(host: "127.0.0.1", port: 0, childChannelInitializer: initialize)
            }
        let task = Task {
            // What ends the loop is that the server is stopped; connections report their own errors to their clients.
            _ = try? await server.executeThenClose { connections in
                try await withThrowingDiscardingTaskGroup { group in
                    for try await connection in connections {
                        group.addTask { await Self.serve(connection, handler) }
                    }
                }
            }
        }
        return StubServer(port: server.channel.localAddress?.port ?? 0, task: task, channel: server.channel)
    }

    /// Stops listening, closes all connections and waits for that.
    func stop() async {
        task.cancel()
        channel.close(promise: nil)
        await task.value
    }

    private static func serve(_ connection: NIOAsyncChannel<ByteBuffer, ByteBuffer>, _ handler: Handler) async {
        // A client that goes away is no error of a server.
        _ = try? await connection.executeThenClose { inbound, _ in
            guard
                let exchange = try await StubExchange.begin(inbound.makeAsyncIterator(), connection.channel)
            else { return }
            try await handler(exchange)
        }
    }
}
