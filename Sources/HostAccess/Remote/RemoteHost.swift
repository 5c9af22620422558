import Foundation
import Vocabulary

/// Another host, through the `valise` that runs there: <doc:Protocol>. The connection lasts as long as the value, its markers and its engine sockets.
///
/// Its verbs throw what the far end throws, with the same codes, and those of the connection: `host.connection-lost`, `host.protocol-broken`. A verb that has returned or thrown is over on the far side, but for a lost connection.
public final class RemoteHost: HostAccess {
    /// The name that the host goes by in messages.
    public let name: String
    let client: HostClient

    private init(_ client: HostClient) {
        name = client.name
        self.client = client
    }

    deinit { client.close() }

    /// Greets the far end. Throws `host.no-answer`, `host.protocol-version`.
    ///
    /// - Parameters:
    ///   - name: for messages.
    ///   - streams: to a `valise host --stdio`; closed with the connection.
    ///   - limit: how long the greeting may take to come.
    ///   - diagnosis: asked once the connection has ended: why, where somebody knows more than that it did.
    public static func connect(
        name: String, over streams: ByteStreams, within limit: Duration = .seconds(30),
        diagnosis: @escaping @Sendable () -> String? = { nil }
    ) async throws -> RemoteHost {
        let client = HostClient(name: name, over: streams, diagnosis: diagnosis)
        client.start()
        let timer = Task {
            try await Task.sleep(for: limit)
            client.greeting.keep(.failure(client.named(LinkProblem.silent(limit))))
        }
        defer { timer.cancel() }
        do {
            try await withTaskCancellationHandler {
                try await client.greeting.value()
            } onCancel: {
                client.greeting.keep(.failure(CancellationError()))
            }
        } catch {
            client.close()
            throw error
        }
        return RemoteHost(client)
    }
}
