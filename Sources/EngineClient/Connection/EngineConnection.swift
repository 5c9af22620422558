import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Vocabulary

/// One connection to the engine that carries one request. Closed when it is no longer referred to.
final class EngineConnection<Message: Sendable>: Sendable {
    let channel: any Channel
    private let handler: NIOLoopBound<PullHandler<Message>>

    init(channel: any Channel, handler: NIOLoopBound<PullHandler<Message>>) {
        self.channel = channel
        self.handler = handler
    }

    deinit { channel.close(mode: .all, promise: nil) }

    func close() { channel.close(mode: .all, promise: nil) }

    /// The next message; `nil` at the end. Cancelling the task closes the connection and throws `CancellationError`.
    func next(silence: Duration?) async throws -> Message? {
        let channel = self.channel
        do {
            return try await withTaskCancellationHandler {
                try Task.checkCancellation()
                let message = try await pull(silence: silence).get()
                // The end of a connection that cancelling has closed is no end of the engine's.
                if message == nil { try Task.checkCancellation() }
                return message
            } onCancel: {
                channel.close(mode: .all, promise: nil)
            }
        } catch {
            if Task.isCancelled { throw CancellationError() }
            throw error
        }
    }

    /// The same for a thread that may block. Not for event loops.
    func nextBlocking(silence: Duration?) throws -> Message? { try pull(silence: silence).wait() }

    private func pull(silence: Duration?) -> EventLoopFuture<Message?> {
        let handler = self.handler
        return channel.eventLoop.flatSubmit { handler.value.pull(silence: silence) }
    }

    /// Bytes went out: the silence counts anew.
    func touch() {
        let handler = self.handler
        channel.eventLoop.execute { handler.value.touch() }
    }

    /// Ends the connection for a reason.
    func fail(_ reason: TransportFailure) {
        let handler = self.handler
        channel.eventLoop.execute { handler.value.fail(reason) }
    }
}

extension EngineConnection where Message == HTTPClientResponsePart {
    static func http(to place: EnginePlace, limit: Duration) async throws -> EngineConnection {
        try await connect(to: place, limit: limit) { channel in
            try channel.pipeline.syncOperations.addHTTPClientHandlers()
        }
    }
}

extension EngineConnection where Message == ByteBuffer {
    /// Bytes as they come, for a connection that the engine hands over (hijacks).
    static func raw(to place: EnginePlace, limit: Duration) async throws -> EngineConnection {
        try await connect(to: place, limit: limit) { _ in }
    }
}

/// Where to connect to, with what TLS needs made ready.
struct EnginePlace: Sendable {
    let address: EngineAddress
    private let tls: NIOSSLContext?

    /// Throws `engine.certificate-unreadable`.
    init(_ address: EngineAddress) throws(Problem) {
        self.address = address
        guard case .tls(_, _, let certificates) = address else {
            tls = nil
            return
        }
        tls = try EngineCertificates.context(with: certificates)
    }

    /// What encrypts; `nil` where nothing does. An address in digits has no name to send (RFC 6066, 3): its certificate must name the address.
    fileprivate func encryption() throws -> NIOSSLClientHandler? {
        guard let tls, case .tls(let host, _, _) = address else { return nil }
        let isName = Subnet.address(host) == nil
        return try NIOSSLClientHandler(context: tls, serverHostname: isName ? host : nil)
    }
}

extension EngineConnection {
    private static func connect(
        to place: EnginePlace, limit: Duration, adding: @escaping @Sendable (any Channel) throws -> Void
    ) async throws -> EngineConnection {
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(TimeAmount(limit))
            .channelOption(.autoRead, value: false)
        let shaken = MultiThreadedEventLoopGroup.singleton.any().makePromise(of: Void.self)
        let initialize: @Sendable (any Channel) -> EventLoopFuture<EngineConnection> = { channel in
            channel.eventLoop.makeCompletedFuture {
                let pipeline = channel.pipeline.syncOperations
                if let encryption = try place.encryption() {
                    try pipeline.addHandlers([encryption, Handshake(shaken)])
                } else {
                    shaken.succeed()
                }
                try adding(channel)
                let handler = PullHandler<Message>(loop: channel.eventLoop)
                try pipeline.addHandler(handler)
                return EngineConnection(channel: channel, handler: NIOLoopBound(handler, eventLoop: channel.eventLoop))
            }
        }
        let connection: EngineConnection
        do {
            switch place.address {
            case .unix(let path), .forwarded(let path, _, _):
                connection = try await bootstrap.connect(
                    unixDomainSocketPath: path.rawValue, channelInitializer: initialize)
            case .tcp(let host, let port), .tls(let host, let port, _):
                connection = try await bootstrap.connect(host: host, port: port, channelInitializer: initialize)
            }
        } catch {
            shaken.fail(error)
            throw error
        }
        let late = connection.channel.eventLoop.scheduleTask(in: TimeAmount(limit)) {
            shaken.fail(ChannelError.connectTimeout(TimeAmount(limit)))
        }
        defer { late.cancel() }
        try await shaken.futureResult.get()
        return connection
    }
}

extension TimeAmount {
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        // A limit of centuries is no limit.
        self = overflow ? .nanoseconds(.max / 2) : .nanoseconds(product / 1 + attoseconds / 1_000_000_000)
    }
}
