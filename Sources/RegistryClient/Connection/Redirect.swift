/// Where a redirect leads, and whether it is followed. Pure.
enum Redirect {
    /// Statuses that mean one, for requests without a body (RFC 9110, 15.4).
    static func isOne(_ status: Int) -> Bool { [301, 302, 303, 307, 308].contains(status) }

    /// The next URL. Throws an ``ExchangeFailure`` where there is none that is followed.
    /// - Parameter count: how many were followed before.
    static func next(from url: RemoteURL, location: String?, count: Int, limit: Int) throws -> RemoteURL {
        guard let location, let next = url.resolving(location) else {
            throw ExchangeFailure(.redirect("it leads to no address"), at: url.origin)
        }
        guard count < limit else {
            throw ExchangeFailure(.redirect("it is the \(limit + 1)th in a row"), at: url.origin)
        }
        guard url.origin.scheme == .http || next.origin.scheme == .https else {
            throw ExchangeFailure(
                .redirect("it leads from TLS to plain HTTP, to \(next.origin.address)"), at: url.origin)
        }
        return next
    }
}
