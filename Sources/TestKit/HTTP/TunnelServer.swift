import NIOCore
import NIOPosix

/// A server on a free port of 127.0.0.1 that hands each connection to `serve`, for what stands between a client and its server.
final class TunnelServer: Sendable {
    private let channel: any Channel
    private let task: Task<Void, Never>

    var port: Int { channel.localAddress?.port ?? 0 }

    private init(
        _ server: NIOAsyncChannel<Tunnel.Connection, Never>,
        _ serve: @escaping @Sendable (Tunnel.Connection) async throws -> Void
    ) {
        channel = server.channel
        task = Task {
            // Ends when the server is stopped; clients see for themselves what becomes of a connection.
            _ = try? await server.executeThenClose { connections in
                try await withThrowingDiscardingTaskGroup { group in
                    for try await connection in connections {
                        group.addTask { _ = try? await serve(connection) }
                    }
                }
            }
        }
    }

    /// Runs one for the length of `body`.
    /// - Parameter prepare: puts what a connection needs into its pipeline.
    static func run<Result>(
        prepare: @escaping @Sendable (any Channel) throws -> Void = { _ in },
        serve: @escaping @Sendable (Tunnel.Connection) async throws -> Void,
        isolation: isolated (any Actor)? = #isolation, _ body: (TunnelServer) async throws -> Result
    ) async throws -> Result {
        let bound: NIOAsyncChannel<Tunnel.Connection, Never> = try await ServerBootstrap(
            group: MultiThreadedEventLoopGroup.singleton
        ).childChannelOption(.allowRemoteHalfClosure, value: true).bind(host: "127.0.0.1", port: 0) { channel in
            channel.eventLoop.makeCompletedFuture {
                try prepare(channel)
                return try Tunnel.connection(channel)
            }
        }
        let server = TunnelServer(bound, serve)
        do {
            let result = try await body(server)
            await server.stop()
            return result
        } catch {
            await server.stop()
            throw error
        }
    }

    private func stop() async {
        task.cancel()
        channel.close(promise: nil)
        await task.value
    }
}
