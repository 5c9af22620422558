import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Synchronization

/// The lowest layer: one request, one answer, with connections that are kept and used again. Follows nothing, adds no authority, tries nothing twice.
final class RegistryTransport: Sendable {
    private let direct: HTTPClient
    /// One for each proxy that is in use, as a client has one proxy or none.
    private let proxied = Mutex<[ProxyAddress: HTTPClient]>([:])
    private let settings: HTTPClient.Configuration
    private let proxies: ProxySettings
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
        self.settings = settings
        proxies = configuration.proxies
        direct = HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: settings)
    }

    private var clients: [HTTPClient] { [direct] + proxied.withLock { Array($0.values) } }

    private func client(through proxy: ProxyAddress?) -> HTTPClient {
        guard let proxy else { return direct }
        return proxied.withLock { clients in
            if let client = clients[proxy] { return client }
            var settings = settings
            settings.proxy = proxy.setting
            let client = HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: settings)
            clients[proxy] = client
            return client
        }
    }

    // Where nobody called ``close()``: connections must not outlive their owner. Nothing can fail that anybody could act on.
    deinit { for client in clients { client.shutdown { _ in } } }

    /// Closes all connections. May be called again.
    func close() async {
        for client in clients {
            do { try await client.shutdown() } catch {
                // It was closed before.
            }
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
        let proxy = proxies.proxy(for: request.url.origin)
        do {
            let response = try await client(through: proxy).execute(outgoing, deadline: deadline)
            return RegistryAnswer(
                status: Int(response.status.code), headers: response.headers, body: response.body, url: request.url)
        } catch {
            throw FailureClassification.of(error, at: request.url.origin, through: proxy)
        }
    }
}

extension ProxyAddress {
    fileprivate var setting: HTTPClient.Configuration.Proxy {
        switch kind {
        case .socks: .socksServer(host: host, port: port)
        case .http(let user, let password):
            .server(
                host: host, port: port,
                authorization: user.map { .basic(username: $0, password: password ?? "") })
        }
    }
}
