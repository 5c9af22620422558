public import Vocabulary

/// What a registry is logged in to with.
public enum Credentials: Hashable, Sendable {
    case password(user: String, Secret)
    /// A refresh token, as `docker login` gets one from registries that have them (token specification of the distribution project, `docs/spec/auth/oauth.md`).
    case identityToken(Secret)
    /// A token that goes to the registry as it is.
    case registryToken(Secret)
}
