/// How one exchange with a host failed; becomes a `Problem` where it is known what was tried.
struct ExchangeFailure: Error, Sendable {
    enum Kind: Hashable, Sendable {
        /// The name has no address.
        case unresolved
        /// Nobody listens, or no way leads there.
        case refused(String)
        /// No connection, or no handshake, within the limit.
        case connectTimedOut
        /// The proxy on the way does not let us through: the reason.
        case proxy(String)
        /// The certificate is of nobody that is trusted, or not of this host, or expired.
        case untrusted(String)
        /// What answers does not speak TLS.
        case notTLS
        /// It wants a certificate from us, and we had none, or not this one.
        case uncertified
        /// TLS failed otherwise.
        case handshake(String)
        /// Nothing moved for too long.
        case stalled
        /// The connection ended too early.
        case cut(String)
        /// What came is no HTTP.
        case malformed(String)
        /// An answer with an error's status.
        case status(Int, message: String?, retryAfter: Duration?)
        /// 401 after what we had to offer, or with nothing to offer.
        case unauthorized(message: String?, had: CredentialsHeld)
        /// A redirect that is not followed: the reason.
        case redirect(String)
        /// What was asked for and what came are different things.
        case lie(expected: String, found: String)
    }
    /// What there was to log in with.
    enum CredentialsHeld: Hashable, Sendable { case none, some }

    var kind: Kind
    var origin: Origin
    /// What stands between us and there, if anything.
    var proxy: ProxyAddress?

    init(_ kind: Kind, at origin: Origin, through proxy: ProxyAddress? = nil) {
        self.kind = kind
        self.origin = origin
        self.proxy = proxy
    }

    var retryCause: RetryCause {
        switch kind {
        case .unresolved, .refused, .connectTimedOut: .noConnection
        case .stalled, .cut: .broken
        case .status(let status, _, let retryAfter): .status(status, retryAfter: retryAfter)
        case .proxy, .untrusted, .notTLS, .uncertified, .handshake, .malformed, .unauthorized, .redirect, .lie: .final
        }
    }
}
