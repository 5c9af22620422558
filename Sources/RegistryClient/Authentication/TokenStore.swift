import Synchronization
import Vocabulary

/// Tokens by what they are for. However many ask for one at a time, it is fetched once.
final class TokenStore: Sendable {
    private let timing: RegistryTiming
    private let tokens = Mutex<[TokenKey: Token]>([:])
    private let flight = SingleFlight<TokenKey, Token>()

    init(_ timing: RegistryTiming) { self.timing = timing }

    /// The token of a key, fetched where there is none or it is about to end.
    /// - Parameter refused: a token that the registry did not take; it is forgotten.
    func token(
        for key: TokenKey, refused: Secret? = nil, _ fetch: @escaping @Sendable () async throws -> Token
    ) async throws -> Token {
        let now = timing.elapsed()
        let known = tokens.withLock { tokens -> Token? in
            if let token = tokens[key], token.value == refused || token.renewal <= now { tokens[key] = nil }
            return tokens[key]
        }
        if let known { return known }
        return try await flight.value(for: key) {
            let token = try await fetch()
            self.tokens.withLock { $0[key] = token }
            return token
        }
    }
}
