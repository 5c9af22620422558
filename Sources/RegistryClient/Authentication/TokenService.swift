import Foundation
import NIOCore
import NIOHTTP1
import Vocabulary

/// Fetches tokens from the server that a registry names.
struct TokenService: Sendable {
    let transport: RegistryTransport
    let limits: RegistryClientLimits
    let timing: RegistryTiming

    /// One token. Throws ``ExchangeFailure``; refused credentials are `.unauthorized`.
    func fetch(_ key: TokenKey, _ credentials: Credentials?) async throws -> Token {
        let requested = timing.elapsed()
        let answer: RegistryAnswer
        switch credentials {
        case .identityToken(let token):
            answer = try await transport.execute(refresh(key, token))
        case .password(let user, let password):
            answer = try await transport.execute(
                asking(key), authorization: Authority.basic(user, password).header)
        case .registryToken(let token):
            return Token(value: token, renewal: .seconds(Int64.max / 4))
        case nil:
            answer = try await transport.execute(asking(key))
        }
        guard answer.status == 200 else { throw try await failure(answer, credentials) }
        guard let bytes = try await answer.bytes(limit: limits.tokenBytes),
            let token = Token(answer: bytes, requested: requested, date: answer.header("date"))
        else {
            throw ExchangeFailure(
                .lie(expected: "a token (JSON with `token` or `access_token`)", found: "something else"),
                at: key.realm.origin)
        }
        return token
    }

    /// `docs/spec/auth/token.md` of the distribution project: GET with one `scope` for each.
    private func asking(_ key: TokenKey) -> RegistryRequest {
        var url = key.realm
        if let service = key.service { url = url.adding("service", service) }
        for scope in key.scope.parts { url = url.adding("scope", scope) }
        return RegistryRequest(.GET, url)
    }

    /// `docs/spec/auth/oauth.md`: POST of a form, as `docker login` with an identity token needs it.
    private func refresh(_ key: TokenKey, _ token: Secret) -> RegistryRequest {
        var form = [
            ("grant_type", "refresh_token"), ("client_id", "valise"), ("scope", key.scope.description),
            // The one place where it has to be written out: the body of a request to the registry's own token server.
            ("refresh_token", token.reveal()),
        ]
        if let service = key.service { form.append(("service", service)) }
        let text = form.map { "\($0.0)=\(RemoteURL.encoded($0.1))" }.joined(separator: "&")
        var request = RegistryRequest(.POST, key.realm)
        request.headers = [("Content-Type", "application/x-www-form-urlencoded")]
        request.body = .bytes(Array(text.utf8))
        return request
    }

    private func failure(_ answer: RegistryAnswer, _ credentials: Credentials?) async throws -> ExchangeFailure {
        let message = try await answer.message(limits)
        // 400 is what OAuth 2 answers to a token that it does not take (RFC 6749, 5.2).
        if [401, 403].contains(answer.status) || answer.status == 400 && credentials != nil {
            return ExchangeFailure(
                .unauthorized(message: message, had: credentials == nil ? .none : .some), at: answer.url.origin)
        }
        return ExchangeFailure(
            .status(answer.status, message: message, retryAfter: answer.retryAfter(timing)), at: answer.url.origin)
    }
}
