public import EngineClient
import NIOCore
import NIOPosix
import NIOSSL
import Vocabulary

/// Puts TLS before an engine on a unix socket, on a free port of 127.0.0.1, as an engine on another machine has it: who has no certificate of its authority is turned away.
public final class TLSFront: Sendable {
    private let channel: any Channel
    private let task: Task<Void, Never>
    public var port: Int { channel.localAddress?.port ?? 0 }

    /// Runs it for the length of `body`.
    public static func run<Result>(
        before engine: EngineAddress, authority: PrivateAuthority, isolation: isolated (any Actor)? = #isolation,
        _ body: (TLSFront) async throws -> Result
    ) async throws -> Result {
        guard case .unix(let socket) = engine else { throw StubFailure.brokenOff }
        var settings = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(authority.serverCertificate.rawValue)
                .map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: authority.serverKey.rawValue, format: .pem)))
        settings.certificateVerification = .noHostnameVerification
        settings.trustRoots = .file(authority.certificate.rawValue)
        let context = try NIOSSLContext(configuration: settings)
        let server: NIOAsyncChannel<Tunnel.Connection, Never> = try await ServerBootstrap(
            group: MultiThreadedEventLoopGroup.singleton
        ).childChannelOption(.allowRemoteHalfClosure, value: true).bind(host: "127.0.0.1", port: 0) { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                return try NIOAsyncChannel(
                    wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
            }
        }
        let front = TLSFront(server, socket.rawValue)
        do {
            let result = try await body(front)
            await front.stop()
            return result
        } catch {
            await front.stop()
            throw error
        }
    }

    private init(_ server: NIOAsyncChannel<Tunnel.Connection, Never>, _ socket: String) {
        channel = server.channel
        task = Task {
            // Ends when the server is stopped; clients see for themselves what becomes of a connection.
            _ = try? await server.executeThenClose { connections in
                try await withThrowingDiscardingTaskGroup { group in
                    for try await connection in connections {
                        group.addTask { _ = try? await Self.serve(connection, socket) }
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

    private static func serve(_ client: Tunnel.Connection, _ socket: String) async throws {
        try await client.executeThenClose { inbound, outbound in
            let there: Tunnel.Connection = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .channelOption(.allowRemoteHalfClosure, value: true)
                .connect(unixDomainSocketPath: socket) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try NIOAsyncChannel(
                            wrappingChannelSynchronously: channel,
                            configuration: .init(isOutboundHalfClosureEnabled: true))
                    }
                }
            var incoming = inbound.makeAsyncIterator()
            try await Tunnel.join(there, &incoming, outbound)
        }
    }
}
