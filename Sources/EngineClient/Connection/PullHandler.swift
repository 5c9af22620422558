import NIOCore

/// Hands inbound messages out one by one, on request, and reads from the socket only when asked: a slow consumer slows the engine down.
///
/// Lives on its channel's event loop only. The silence timer counts from the last movement in either direction.
final class PullHandler<Message: Sendable>: ChannelInboundHandler {
    typealias InboundIn = Message

    private let loop: any EventLoop
    private var context: ChannelHandlerContext?
    private var arrived = CircularBuffer<Message>()
    private var waiting: EventLoopPromise<Message?>?
    private var timer: Scheduled<Void>?
    private var lastMovement = NIODeadline.now()
    private var failure: TransportFailure?
    private var isClosed = false

    init(loop: any EventLoop) { self.loop = loop }

    /// The next message; `nil` after the connection was closed in order. One request at a time.
    func pull(silence: Duration?) -> EventLoopFuture<Message?> {
        loop.preconditionInEventLoop()
        if let message = arrived.popFirst() { return loop.makeSucceededFuture(message) }
        if let failure { return loop.makeFailedFuture(failure) }
        if isClosed { return loop.makeSucceededFuture(nil) }
        precondition(waiting == nil, "one pull at a time")
        let promise = loop.makePromise(of: Message?.self)
        waiting = promise
        lastMovement = .now()
        if let silence { arm(silence) }
        context?.read()
        return promise.futureResult
    }

    /// Something moved in the other direction.
    func touch() { lastMovement = .now() }

    /// Ends the connection for a reason that the pending and every later pull reports.
    func fail(_ reason: TransportFailure) {
        if failure == nil { failure = reason }
        settle(.failure(reason))
        context?.close(promise: nil)
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }
    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        lastMovement = .now()
        let message = unwrapInboundIn(data)
        if waiting != nil { settle(.success(message)) } else { arrived.append(message) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        // A read that ended inside a message: ask on.
        if waiting != nil { context.read() }
        context.fireChannelReadComplete()
    }

    func channelInactive(context: ChannelHandlerContext) {
        isClosed = true
        if let failure { settle(.failure(failure)) } else { settle(.success(nil)) }
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let isUncertified = Handshake.reason(error) == Handshake.uncertified
        fail(error as? TransportFailure ?? (isUncertified ? .uncertified : .disconnected(Self.text(of: error))))
    }

    private static func text(of error: any Error) -> String {
        error is IOError ? "\(error)" : "the connection ended in the middle of an answer (\(error))"
    }

    private func settle(_ result: Result<Message?, any Error>) {
        timer?.cancel()
        timer = nil
        let promise = waiting
        waiting = nil
        promise?.completeWith(result)
    }

    private func arm(_ silence: Duration) {
        let due = lastMovement + TimeAmount(silence)
        let bound = NIOLoopBound(self, eventLoop: loop)
        timer = loop.scheduleTask(deadline: due) { bound.value.expire(silence) }
    }

    private func expire(_ silence: Duration) {
        guard waiting != nil else { return }
        if NIODeadline.now() - lastMovement >= TimeAmount(silence) { fail(.timedOut(silence)) } else { arm(silence) }
    }
}
