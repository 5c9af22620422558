import NIOHTTP1
import Synchronization
import Vocabulary

/// Knows how each registry wants to be logged in to, from what it asked for the first time, and has the tokens.
final class Authorizer: Sendable {
    /// How a registry wants it.
    private enum Method: Hashable, Sendable {
        case bearer(realm: RemoteURL, service: String?)
        case basic
    }

    private let source: CredentialSource
    private let service: TokenService
    private let schemes: SchemeFinder
    private let tokens: TokenStore
    /// What a request wants, as we know it.
    private struct Wish: Hashable, Sendable {
        var origin: Origin
        var scope: TokenScope?
    }
    private let methods = Mutex<[Origin: Method]>([:])
    /// What the registry wanted in the token for it, where that was more.
    private let scopes = Mutex<[Wish: TokenScope]>([:])
    private let known = Mutex<[String: Credentials?]>([:])
    private let asking = SingleFlight<String, Credentials?>()

    init(_ source: CredentialSource, _ service: TokenService, _ schemes: SchemeFinder, _ timing: RegistryTiming) {
        self.source = source
        self.service = service
        self.schemes = schemes
        tokens = TokenStore(timing)
    }

    /// What to say without being asked; `nil` where the registry has never asked.
    func authority(for request: RegistryRequest, at host: RegistryHost) async throws -> Authority? {
        guard let method = methods.withLock({ $0[request.url.origin] }) else { return nil }
        let wish = Wish(origin: request.url.origin, scope: request.scope)
        return try await authority(method, request, scopes.withLock { $0[wish] } ?? request.scope, host, refused: nil)
    }

    /// What to say after a 401. Throws ``ExchangeFailure`` `.unauthorized` where there is nothing, or nothing new, to say.
    /// - Parameter refused: what was said and not taken.
    func authority(
        answering answer: RegistryAnswer, to request: RegistryRequest, at host: RegistryHost, refused: Authority?
    ) async throws -> Authority {
        let challenges = Challenge.parse(answer.headers["www-authenticate"])
        let origin = request.url.origin
        guard let (method, asked) = try Self.method(challenges, origin, schemes) else {
            throw ExchangeFailure(
                .lie(
                    expected: "401 with `WWW-Authenticate: Bearer` or `Basic`",
                    found: challenges.isEmpty ? "none" : challenges.map(\.scheme).joined(separator: ", ")), at: origin)
        }
        methods.withLock { $0[origin] = method }
        let scope = [request.scope, asked].lazy.compactMap { $0 }.reduce(TokenScope([])) { $0.union($1) }
        scopes.withLock { $0[Wish(origin: origin, scope: request.scope)] = scope }
        let authority = try await authority(method, request, scope, host, refused: refused)
        guard let authority, authority != refused else {
            throw ExchangeFailure(
                .unauthorized(message: try await answer.message(service.limits), had: holds(host) ? .some : .none),
                at: origin)
        }
        return authority
    }

    /// Whether there are credentials for a registry. Asks nobody.
    func holds(_ host: RegistryHost) -> Bool { known.withLock { ($0[host.name] ?? nil) != nil } }

    private func authority(
        _ method: Method, _ request: RegistryRequest, _ scope: TokenScope?, _ host: RegistryHost, refused: Authority?
    ) async throws -> Authority? {
        let credentials = try await credentials(for: host)
        switch method {
        case .basic:
            guard case .password(let user, let password) = credentials else { return nil }
            return .basic(user, password)
        case .bearer(let realm, let serviceName):
            let key = TokenKey(
                origin: request.url.origin, realm: realm, service: serviceName, scope: scope ?? TokenScope([]))
            var old: Secret?
            if case .bearer(let token) = refused { old = token }
            let service = service
            let token = try await tokens.token(for: key, refused: old) { try await service.fetch(key, credentials) }
            return .bearer(token.value)
        }
    }

    /// Bearer before Basic, as it shows the password only to the token server.
    private static func method(
        _ challenges: [Challenge], _ origin: Origin, _ schemes: SchemeFinder
    ) throws -> (Method, TokenScope?)? {
        for challenge in challenges where challenge.scheme == "bearer" {
            guard let realm = challenge.parameters["realm"].flatMap({ RemoteURL($0) }) else { continue }
            // A password must not go in plain to anybody but who was declared.
            let mayBePlain =
                origin.scheme == .http || Origin.isLoopback(realm.origin.host)
                || schemes.isDeclared(host: realm.origin.host, port: realm.origin.port)
            guard realm.origin.scheme == .https || mayBePlain else {
                throw ExchangeFailure(
                    .redirect("it asks to log in over plain HTTP at \(realm.origin.address)"), at: origin)
            }
            let scope = challenge.parameters["scope"].map { TokenScope(challenge: $0) }
            return (.bearer(realm: realm, service: challenge.parameters["service"]), scope)
        }
        return challenges.contains { $0.scheme == "basic" } ? (.basic, nil) : nil
    }

    /// Asked for once for each registry: a helper program may take long, or ask a person.
    private func credentials(for host: RegistryHost) async throws -> Credentials? {
        if let known = known.withLock({ $0[host.name] }) { return known }
        return try await asking.value(for: host.name) {
            let credentials = try await self.source.credentials(for: host.name)
            self.known.withLock { $0[host.name] = .some(credentials) }
            return credentials
        }
    }
}
