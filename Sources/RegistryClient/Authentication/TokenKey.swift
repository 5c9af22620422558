/// What a token is for. Tokens of one key are interchangeable.
struct TokenKey: Hashable, Sendable {
    /// The registry that asked for it: another one may have other credentials for the same realm.
    var origin: Origin
    var realm: RemoteURL
    var service: String?
    var scope: TokenScope
}
