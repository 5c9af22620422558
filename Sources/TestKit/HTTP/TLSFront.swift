public import EngineClient
import NIOCore
import NIOPosix
import NIOSSL
import Vocabulary

/// Puts TLS before an engine on a unix socket, on a free port of 127.0.0.1, as an engine on another machine has it: who has no certificate of its authority is turned away.
public struct TLSFront: Sendable {
    public let port: Int

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
        return try await TunnelServer.run(
            prepare: { try $0.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context)) },
            serve: { try await serve($0, socket.rawValue) }
        ) { server in
            try await body(TLSFront(port: server.port))
        }
    }

    private static func serve(_ client: Tunnel.Connection, _ socket: String) async throws {
        try await client.executeThenClose { inbound, outbound in
            let there: Tunnel.Connection = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .channelOption(.allowRemoteHalfClosure, value: true)
                .connect(unixDomainSocketPath: socket) { channel in
                    channel.eventLoop.makeCompletedFuture { try Tunnel.connection(channel) }
                }
            var incoming = inbound.makeAsyncIterator()
            try await Tunnel.join(there, &incoming, outbound)
        }
    }
}
