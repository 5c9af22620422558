/// The far end: does on this machine what a ``RemoteHost`` asks for, until that one closes the connection.
public struct HostServer: Sendable {
    private let host: LocalHost

    public init(host: LocalHost = LocalHost()) { self.host = host }

    /// Serves one connection to its end. Cancelling ends it. Throws `host.protocol-broken`, `host.protocol-version`, `host.no-answer`.
    public func serve(_ streams: ByteStreams) async throws {
        let session = HostSession(host: host, over: streams)
        session.start()
        try await withTaskCancellationHandler {
            try await session.over.value()
        } onCancel: {
            session.close()
        }
        try Task.checkCancellation()
    }
}
