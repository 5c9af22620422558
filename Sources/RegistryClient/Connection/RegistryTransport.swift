import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// The lowest layer: one request, one answer, with connections that are kept and used again. Follows nothing, adds no authority, tries nothing twice.
final class RegistryTransport: Sendable {
    private let client: HTTPClient
    private let trust: TrustStore
    private let limits: RegistryClientLimits
    private let userAgent: String

    init(_ configuration: RegistryClientConfiguration) {
        limits = configuration.limits
        userAgent = configuration.userAgent
        trust = TrustStore(authorities: configuration.authorities, folders: configuration.authorityFolders)
        var settings = HTTPClient.Configuration()
        settings.redirectConfiguration = .disallow
        settings.decompression = .disabled  // digests are over the bytes as they are sent
        // One connection for each transfer: in HTTP/2 all blobs share one, and one lost packet stops them all.
        settings.httpVersion = .http1Only
        settings.timeout = .init(
            connect: .init(limits.connect), read: .init(limits.stall), write: .init(limits.stall))
        // What is tried again, and when, is decided above.
        settings.connectionPool.retryConnectionEstablishment = false
        // Transfers are bounded above; here none should wait for another, as that would count as silence.
        settings.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
        settings.connectionPool.idleTimeout = .seconds(30)
        client = HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: settings)
    }

    // Where nobody called ``close()``: connections must not outlive their owner. Nothing can fail that anybody could act on.
    deinit { client.shutdown { _ in } }

    /// Closes all connections. May be called again.
    func close() async {
        do { try await client.shutdown() } catch {
            // It was closed before.
        }
    }

    /// Throws an ``ExchangeFailure``, a `Problem` of the trust store, or `CancellationError`.
    func execute(_ request: RegistryRequest, authorization: String? = nil) async throws -> RegistryAnswer {
        var outgoing = HTTPClientRequest(url: request.url.text)
        outgoing.method = request.method
        outgoing.headers.add(name: "User-Agent", value: userAgent)
        for header in request.headers { outgoing.headers.add(name: header.name, value: header.value) }
        if let authorization { outgoing.headers.add(name: "Authorization", value: authorization) }
        if request.url.origin.scheme == .https {
            outgoing.tlsConfiguration = try trust.configuration(for: request.url.origin)
        }
        outgoing.body = request.body?.request
        // An upload may take as long as it moves.
        let deadline: NIODeadline = request.body == nil ? .now() + .init(limits.answer) : .distantFuture
        do {
            let response = try await client.execute(outgoing, deadline: deadline)
            return RegistryAnswer(
                status: Int(response.status.code), headers: response.headers, body: response.body, url: request.url)
        } catch {
            throw FailureClassification.of(error, at: request.url.origin)
        }
    }
}
