/// What can go wrong below the Engine API. Becomes a `Problem` where it is known what was tried.
enum TransportFailure: Error, Hashable, Sendable {
    case timedOut(Duration)
    /// The connection ended before the answer did.
    case disconnected(String)
    /// The engine wants a certificate that we did not show.
    case uncertified
    /// What came is not HTTP/1.1 or not JSON as the Engine API has it.
    case malformed(String)
    case tooLarge(limit: Int)
}
