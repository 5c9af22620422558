import Synchronization
import Vocabulary

/// Speaks with registries: OCI distribution specification 1.1 (https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md) over HTTP/1.1, to pull and to push.
///
/// One for a process: it keeps connections, tokens and what it has learnt of each registry, and bounds what is moved at a time. Making one does nothing; end it
/// with ``close()``, or use ``using(_:isolation:_:)``. May be used by any number of tasks. A call ends at once when its task is cancelled, and its connection with it.
///
/// Every call throws a `Problem` with a code of ``RegistryProblem``, `CancellationError`, or what the caller's own sink or source throws.
public final class RegistryClient: Sendable {
    public let configuration: RegistryClientConfiguration
    let transport: RegistryTransport
    let schemes: SchemeFinder
    let sender: RegistrySender
    private let gates = Mutex<[String: TransferGate]>([:])

    public init(_ configuration: RegistryClientConfiguration = RegistryClientConfiguration()) {
        self.configuration = configuration
        let limits = configuration.limits
        transport = RegistryTransport(configuration)
        schemes = SchemeFinder(transport, declared: configuration.plainHTTP)
        let service = TokenService(transport: transport, limits: limits, timing: configuration.timing)
        let authorizer = Authorizer(configuration.credentials, service, schemes, configuration.timing)
        sender = RegistrySender(transport: transport, authorizer: authorizer, limits: limits)
    }

    /// A client for the length of `body`.
    public static func using<Value>(
        _ configuration: RegistryClientConfiguration = RegistryClientConfiguration(),
        isolation: isolated (any Actor)? = #isolation, _ body: (RegistryClient) async throws -> Value
    ) async throws -> Value {
        let client = RegistryClient(configuration)
        do {
            let value = try await body(client)
            await client.close()
            return value
        } catch {
            await client.close()
            throw error
        }
    }

    /// Closes all connections; what is under way fails. May be called again.
    public func close() async { await transport.close() }

    // What all calls share.

    /// The mirrors of a reference's registry, in order.
    func mirrors(of reference: ImageReference) -> [RegistryHost] {
        (configuration.mirrors[reference.registry] ?? []).map {
            RegistryHost(name: $0.name, address: $0, isMirror: true)
        }
    }

    /// The line of those who want to move a blob from or to a registry.
    func gate(of reference: ImageReference) -> TransferGate {
        gates.withLock { gates in
            let gate = gates[reference.registry] ?? TransferGate(configuration.limits.transfers)
            gates[reference.registry] = gate
            return gate
        }
    }

    /// Tries each mirror once and then the registry itself, as often as the policy allows; what fails in the end becomes a problem.
    func reading<Value>(
        _ reference: ImageReference, to tried: String, isolation: isolated (any Actor)? = #isolation,
        _ attempt: (RegistryHost) async throws -> Value
    ) async throws -> Value {
        for mirror in mirrors(of: reference) {
            do {
                return try await attempt(mirror)
            } catch is ExchangeFailure {
                // Whatever it is: the registry itself is asked.
            }
        }
        return try await writing(reference, to: tried, attempt)
    }

    /// The same without mirrors.
    func writing<Value>(
        _ reference: ImageReference, to tried: String, isolation: isolated (any Actor)? = #isolation,
        _ attempt: (RegistryHost) async throws -> Value
    ) async throws -> Value {
        let host = try RegistryHost.of(reference)
        do {
            return try await RetryLoop.run(configuration.retry, configuration.timing) { try await attempt(host) }
        } catch {
            throw CallFailure(tried: tried, host: host, limits: configuration.limits).of(error)
        }
    }

    /// Sends a request for something of a repository.
    func send(
        _ method: HTTPVerb, _ path: String, of reference: ImageReference, at host: RegistryHost,
        query: [(String, String)] = [], headers: [(String, String)] = [], body: UploadBody? = nil
    ) async throws -> (answer: RegistryAnswer, home: Origin) {
        let home = try await schemes.origin(of: host.address)
        let repository = host.repository(of: reference)
        var url = RemoteURL(origin: home, target: "/v2/\(repository)/\(path)")
        for (name, value) in query { url = url.adding(name, value) }
        var request = RegistryRequest(
            method.method, url, scope: method.isWriting ? .push(repository) : .pull(repository))
        request.headers = headers
        request.body = body
        return (try await sender.send(request, at: host, home: home), home)
    }
}
