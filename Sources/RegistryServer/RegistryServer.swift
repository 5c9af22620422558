import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization
public import Vocabulary

/// A read-only registry (OCI distribution specification 1.1, HTTP/1.1, in plaintext or with TLS) over anything that can give manifests and blobs.
///
/// Content that stands in a file goes out by `sendfile` (with TLS it is read and encrypted); content that is made on the way is made on threads of the server's own, no faster than the client
/// takes it. Memory: a decoder's window for each client that is being served such content, and never more than `limits.generationBytes`; who comes then waits.
/// Without TLS a TLS greeting is answered with a plaintext `HTTP/1.1 400`, by which containerd knows that it has to speak plaintext.
public final class RegistryServer: Sendable {
    /// The address that it listens on, as it was given.
    public let host: String
    /// The port, also where a free one was asked for.
    public let port: Int
    /// `127.0.0.1:43521`, as it stands at the front of an image reference.
    public var address: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    private typealias Client = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

    private let group: MultiThreadedEventLoopGroup
    private let threads: NIOThreadPool
    private let listener: any Channel
    private let table: ConnectionTable
    private let serving: Task<Void, Never>
    private let stopSeconds: Int64
    private let stopping = Mutex<Task<Void, Never>?>(nil)

    /// Starts to serve. Throws `registry.cannot-listen`. End it with ``stop()``, or use ``serving(_:listening:port:identity:limits:onEvent:_:)``.
    /// - Parameters:
    ///   - content: what is served, for as long as the server lives.
    ///   - host: an address of this machine, IPv4 or IPv6, or a name of it.
    ///   - port: 0 has the system choose a free one.
    ///   - identity: with one it speaks TLS, and nothing else.
    ///   - limits: what a client may take.
    ///   - onEvent: called from the server's threads.
    public static func start(
        content: any RegistryContent, listening host: String = "127.0.0.1", port: Int = 0,
        identity: ServerIdentity? = nil, limits: RegistryLimits = RegistryLimits(),
        onEvent: @escaping @Sendable (RegistryEvent) -> Void = { _ in }
    ) async throws -> RegistryServer {
        let cores = max(2, min(4, System.coreCount))
        let group = MultiThreadedEventLoopGroup(numberOfThreads: cores)
        let threads = NIOThreadPool(numberOfThreads: cores)
        threads.start()
        let listener: NIOAsyncChannel<any Channel, Never>
        do {
            listener = try await bind(group, host, port, identity, limits)
        } catch {
            await end(group, threads)
            throw RegistryProblem.cannotListen(host, port, error)
        }
        return RegistryServer(
            content: content, host: host, listener: listener, group: group, threads: threads, limits: limits,
            sending: identity == nil ? .fromFiles : .fromMemory, onEvent: onEvent)
    }

    /// Serves while `body` runs, and not a moment longer, however it ends.
    public static func serving<Value: Sendable>(
        _ content: any RegistryContent, listening host: String = "127.0.0.1", port: Int = 0,
        identity: ServerIdentity? = nil, limits: RegistryLimits = RegistryLimits(),
        onEvent: @escaping @Sendable (RegistryEvent) -> Void = { _ in },
        _ body: (RegistryServer) async throws -> Value
    ) async throws -> Value {
        let server = try await start(
            content: content, listening: host, port: port, identity: identity, limits: limits, onEvent: onEvent)
        do {
            let value = try await body(server)
            await server.stop()
            return value
        } catch {
            await server.stop()
            throw error
        }
    }

    /// Ends it: nobody listens from the first moment on, idle clients are sent away, answers under way have `limits.stopSeconds` to end. When this returns
    /// nothing of it is left, also when the calling task was cancelled. May be called again.
    public func stop() async {
        let task = stopping.withLock { stopping in
            let task = stopping ?? Task { await end() }
            stopping = task
            return task
        }
        await task.value
    }

    private init(
        content: any RegistryContent, host: String, listener: NIOAsyncChannel<any Channel, Never>,
        group: MultiThreadedEventLoopGroup, threads: NIOThreadPool, limits: RegistryLimits,
        sending: BodyWriter.Sending, onEvent: @escaping @Sendable (RegistryEvent) -> Void
    ) {
        let table = ConnectionTable(limit: limits.connections)
        self.host = host
        port = listener.channel.localAddress?.port ?? 0
        self.group = group
        self.threads = threads
        self.listener = listener.channel
        self.table = table
        stopSeconds = limits.stopSeconds
        let answering = RegistryAnswering(content: content)
        let gate = GenerationGate(bytes: limits.generationBytes)
        serving = Task {
            await Self.accept(listener) { client in
                try await client.executeThenClose { inbound, _ in
                    try await client.channel.setOption(.autoRead, value: true).get()
                    guard let key = table.enter(client.channel) else { return }
                    defer { table.leave(key) }
                    let connection = Connection(
                        channel: client.channel, key: key, table: table, answering: answering, threads: threads,
                        limits: limits, gate: gate, sending: sending, onEvent: onEvent)
                    try await connection.serve(inbound)
                }
            }
        }
    }

    private static func accept(
        _ listener: NIOAsyncChannel<any Channel, Never>, _ serve: @escaping @Sendable (Client) async throws -> Void
    ) async {
        do {
            try await listener.executeThenClose { channels in
                try await withThrowingDiscardingTaskGroup { group in
                    for try await channel in channels {
                        group.addTask {
                            do {
                                // Only now: one that is made and never served, because the server ends, would end the process (NIOAsyncWriter's precondition).
                                let client = try await channel.eventLoop.submit {
                                    try Client(wrappingChannelSynchronously: channel)
                                }.get()
                                try await serve(client)
                            } catch {
                                // A client that went away, or was sent away: what concerns us was told as an event.
                                channel.close(promise: nil)
                            }
                        }
                    }
                }
            }
        } catch {
            // The listener was closed.
        }
    }

    private static func bind(
        _ group: MultiThreadedEventLoopGroup, _ host: String, _ port: Int, _ identity: ServerIdentity?,
        _ limits: RegistryLimits
    ) async throws -> NIOAsyncChannel<any Channel, Never> {
        try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            // Nothing is read before somebody serves the connection.
            .childChannelOption(.autoRead, value: false)
            .bind(to: address(host, port)) { channel in
                channel.eventLoop.makeCompletedFuture { () -> any Channel in
                    var decoding = NIOHTTPDecoderLimitConfiguration()
                    decoding.maxHeaderFieldSize = limits.headerFieldBytes
                    decoding.maxHeaderListSize = limits.headerBytes
                    decoding.maxHeaderFieldCount = 100
                    let pipeline = channel.pipeline.syncOperations
                    if let identity { try pipeline.addHandler(NIOSSLServerHandler(context: identity.context)) }
                    try pipeline.addHandler(HTTPResponseEncoder())
                    try pipeline.addHandler(
                        ByteToMessageHandler(
                            HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: decoding)))
                    try pipeline.addHandler(HTTPServerProtocolErrorHandler())
                    return channel
                }
            }
    }

    /// A numeric address is taken as it is: a look-up would load the system's name services, which a static program does not survive everywhere.
    private static func address(_ host: String, _ port: Int) throws -> SocketAddress {
        do {
            return try SocketAddress(ipAddress: host, port: port)
        } catch {
            return try SocketAddress.makeAddressResolvingHost(host, port: port)
        }
    }

    private func end() async {
        // Closing what is closed already is no failure.
        listener.close(promise: nil)
        do { try await listener.closeFuture.get() } catch {}
        table.stop()
        let deadline = group.next().scheduleTask(in: .seconds(stopSeconds)) { [table] in table.closeAll() }
        await serving.value
        deadline.cancel()
        await Self.end(group, threads)
    }

    private static func end(_ group: MultiThreadedEventLoopGroup, _ threads: NIOThreadPool) async {
        // Only throws where it was ended already.
        do { try await threads.shutdownGracefully() } catch {}
        do { try await group.shutdownGracefully() } catch {}
    }
}
