import NIOCore
import NIOHTTP1
import NIOPosix
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
    static func http(to address: EngineAddress, limit: Duration) async throws -> EngineConnection {
        try await connect(to: address, limit: limit) { channel in
            try channel.pipeline.syncOperations.addHTTPClientHandlers()
        }
    }
}

extension EngineConnection where Message == ByteBuffer {
    /// Bytes as they come, for a connection that the engine hands over (hijacks).
    static func raw(to address: EngineAddress, limit: Duration) async throws -> EngineConnection {
        try await connect(to: address, limit: limit) { _ in }
    }
}

extension EngineConnection {
    private static func connect(
        to address: EngineAddress, limit: Duration, adding: @escaping @Sendable (any Channel) throws -> Void
    ) async throws -> EngineConnection {
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(TimeAmount(limit))
            .channelOption(.autoRead, value: false)
        let initialize: @Sendable (any Channel) -> EventLoopFuture<EngineConnection> = { channel in
            channel.eventLoop.makeCompletedFuture {
                try adding(channel)
                let handler = PullHandler<Message>(loop: channel.eventLoop)
                try channel.pipeline.syncOperations.addHandler(handler)
                return EngineConnection(channel: channel, handler: NIOLoopBound(handler, eventLoop: channel.eventLoop))
            }
        }
        switch address {
        case .unix(let path):
            return try await bootstrap.connect(unixDomainSocketPath: path.rawValue, channelInitializer: initialize)
        case .tcp(let host, let port):
            return try await bootstrap.connect(host: host, port: port, channelInitializer: initialize)
        }
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
