import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import NIOSSL
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
    private let open: Connections

    /// Connections that were taken, served or not: the end of the server closes them.
    private final class Connections: Sendable {
        private let channels = NIOLockedValueBox<[ObjectIdentifier: any Channel]>([:])
        func add(_ channel: any Channel) {
            channels.withLockedValue { $0[ObjectIdentifier(channel)] = channel }
            channel.closeFuture.whenComplete { _ in
                self.channels.withLockedValue { $0[ObjectIdentifier(channel)] = nil }
            }
        }
        func closeAll() {
            for channel in channels.withLockedValue({ Array($0.values) }) { channel.close(promise: nil) }
        }
    }

    private init(port: Int, task: Task<Void, Never>, channel: any Channel, open: Connections) {
        self.port = port
        self.task = task
        self.channel = channel
        self.open = open
    }

    /// - Parameter tls: what the server shows of itself; `nil` is plain HTTP.
    static func start(
        at place: Place, tls: NIOSSLContext? = nil, _ handler: @escaping Handler
    ) async throws -> StubServer {
        let open = Connections()
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            // Nothing is read before somebody serves the connection.
            .childChannelOption(.autoRead, value: false)
        let initialize: @Sendable (any Channel) -> EventLoopFuture<any Channel> = { channel in
            open.add(channel)
            return channel.eventLoop.makeCompletedFuture { () -> any Channel in
                if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                return channel
            }
        }
        let server: NIOAsyncChannel<any Channel, Never> =
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
        return StubServer(
            port: server.channel.localAddress?.port ?? 0, task: task, channel: server.channel, open: open)
    }

    /// Stops listening, closes all connections and waits for that.
    func stop() async {
        task.cancel()
        channel.close(promise: nil)
        open.closeAll()
        await task.value
        // What was taken in the meantime is not served any more.
        open.closeAll()
    }

    private static func serve(_ channel: any Channel, _ handler: Handler) async {
        // A client that goes away is no error of a server.
        do {
            let connection = try await channel.eventLoop.submit {
                try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                    wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
            }.get()
            try await connection.executeThenClose { inbound, _ in
                try await channel.setOption(.autoRead, value: true).get()
                guard let exchange = try await StubExchange.begin(inbound.makeAsyncIterator(), channel) else { return }
                try await handler(exchange)
            }
        } catch {
            channel.close(promise: nil)
        }
    }
}
