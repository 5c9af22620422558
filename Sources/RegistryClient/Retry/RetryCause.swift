/// Why an exchange with a registry did not end well, as far as trying again is concerned.
enum RetryCause: Hashable, Sendable {
    /// The registry answered; `retryAfter` is what it asked for.
    case status(Int, retryAfter: Duration?)
    /// No connection came about: the name has no address, nobody listens, no route.
    case noConnection
    /// The connection ended before the answer did, or nothing moved for too long.
    case broken
    /// Trying again gives the same: no trust, a lie, a refusal of our own.
    case final
}
