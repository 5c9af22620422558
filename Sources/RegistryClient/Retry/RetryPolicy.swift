/// How often and how long a request that failed is tried again.
///
/// The waits grow exponentially with full jitter: a random part of `base`, 2 × `base`, 4 × `base`…, so that many clients do not come back at the same moment.
/// A registry's own `Retry-After` is followed, and no sooner, where it fits into `patience`.
public struct RetryPolicy: Hashable, Sendable {
    /// Attempts in all where the registry answers but cannot, or the line breaks. Six waits span about half a minute.
    public var attempts = 7
    /// Attempts in all where no connection comes about: a wrong name should not take long to be told.
    public var connectionAttempts = 3
    /// The first wait is at most this.
    public var base: Duration = .milliseconds(500)
    /// No wait of ours is longer.
    public var cap: Duration = .seconds(20)
    /// All attempts and waits of one request together; for a blob, those since it last moved by `movement`. Docker Hub's limits are by six hours, which nobody waits for.
    public var patience: Duration = .seconds(300)
    /// So many new bytes of a blob make the attempts count from the beginning.
    public var movement: Int64 = 1 << 20

    public init() {}

    /// Everything is tried once.
    public static var never: RetryPolicy {
        var policy = RetryPolicy()
        policy.attempts = 1
        policy.connectionAttempts = 1
        return policy
    }

    /// What to do after an attempt.
    enum Decision: Hashable, Sendable {
        case again(after: Duration)
        case giveUp
    }

    /// Decides. Pure.
    /// - Parameters:
    ///   - attempt: how many were made, the one that failed included; from 1.
    ///   - elapsed: since the first of them began.
    ///   - random: from 0 up to 1.
    func decision(after cause: RetryCause, attempt: Int, elapsed: Duration, random: Double) -> Decision {
        let limit = cause == .noConnection ? min(attempts, connectionAttempts) : attempts
        guard attempt < limit, Self.isWorthwhile(cause) else { return .giveUp }
        // 2^30 × any base is past any cap: no overflow.
        let ceiling = min(cap, base * (1 << min(attempt - 1, 30)))
        var wait = ceiling * random
        if case .status(_, let asked?) = cause { wait = max(wait, asked) }
        guard elapsed + wait <= patience else { return .giveUp }
        return .again(after: wait)
    }

    /// RFC 9110, 15.5 and 15.6: what may go well the next time. 429 is RFC 6585, 4; 425 is RFC 8470, 5.2.
    static func isWorthwhile(_ cause: RetryCause) -> Bool {
        switch cause {
        case .noConnection, .broken: true
        case .final: false
        case .status(let status, _):
            switch status {
            case 408, 425, 429: true
            // Not implemented, HTTP version not supported: for ever.
            case 501, 505: false
            default: (500..<600).contains(status)
            }
        }
    }
}
