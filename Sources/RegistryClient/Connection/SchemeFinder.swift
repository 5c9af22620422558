import NIOHTTP1
import Synchronization
import Vocabulary

/// Finds out whether a registry is spoken to with TLS. Only where it is allowed not to be is it asked: with a TLS greeting, once.
final class SchemeFinder: Sendable {
    private let transport: RegistryTransport
    private let declared: Set<String>
    private let found = Mutex<[RegistryAddress: Origin.Scheme]>([:])
    private let flight = SingleFlight<RegistryAddress, Origin.Scheme>()

    init(_ transport: RegistryTransport, declared: Set<String>) {
        self.transport = transport
        self.declared = Set(declared.map { $0.lowercased() })
    }

    /// Whether plain HTTP was declared for a host.
    func isDeclared(host: String, port: Int?) -> Bool {
        declared.contains(host) || port.map { declared.contains("\(host):\($0)") } ?? false
    }

    /// Throws an ``ExchangeFailure`` where nobody is there.
    func origin(of address: RegistryAddress) async throws -> Origin {
        let scheme = try await scheme(of: address)
        return Origin(scheme: scheme, host: address.host, port: address.port ?? scheme.port)
    }

    private func scheme(of address: RegistryAddress) async throws -> Origin.Scheme {
        switch address.transport {
        case .tls: return .https
        case .plain: return .http
        case .automatic: break
        }
        if isDeclared(host: address.host, port: address.port) { return .http }
        guard Origin.isLoopback(address.host) else { return .https }
        if let scheme = found.withLock({ $0[address] }) { return scheme }
        return try await flight.value(for: address) { try await self.ask(address) }
    }

    /// A certificate that is not trusted is no reason to speak in plain: whoever is in the way could have sent it.
    private func ask(_ address: RegistryAddress) async throws -> Origin.Scheme {
        let origin = Origin(scheme: .https, host: address.host, port: address.port ?? Origin.Scheme.https.port)
        var scheme = Origin.Scheme.https
        do {
            let answer = try await transport.execute(
                RegistryRequest(.HEAD, RemoteURL(origin: origin, target: "/v2/")))
            await answer.discard()
        } catch let failure as ExchangeFailure {
            switch failure.kind {
            case .untrusted, .uncertified: break
            case .notTLS, .handshake, .cut, .malformed: scheme = .http
            // Without a port both 443 and 80 are meant.
            case .refused where address.port == nil: scheme = .http
            default: throw failure
            }
        }
        return found.withLock { found in
            found[address] = scheme
            return scheme
        }
    }
}
