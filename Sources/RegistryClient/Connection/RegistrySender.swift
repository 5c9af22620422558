import NIOHTTP1
import Vocabulary

/// Sends a request with what authority it needs, and follows where it leads.
struct RegistrySender: Sendable {
    let transport: RegistryTransport
    let authorizer: Authorizer
    let limits: RegistryClientLimits

    /// The answer, whatever its status but 401 and redirects. Throws ``ExchangeFailure``.
    ///
    /// After a 401 it logs in and asks once more, and never a third time.
    /// - Parameter home: the registry's own origin; only there credentials go.
    func send(_ request: RegistryRequest, at host: RegistryHost, home: Origin) async throws -> RegistryAnswer {
        guard request.url.origin == home else { return try await refusing401(follow(request, nil)) }
        let first = try await authorizer.authority(for: request, at: host)
        let answer = try await follow(request, first)
        guard answer.status == 401 else { return answer }
        // From where the registry keeps its blobs: it has nothing to do with how one logs in here.
        guard answer.url.origin == home else { return try await refusing401(answer) }
        let second = try await authorizer.authority(answering: answer, to: request, at: host, refused: first)
        await answer.discard()
        let again = try await follow(request, second)
        guard again.status == 401 else { return again }
        throw ExchangeFailure(
            .unauthorized(
                message: try await again.message(limits), had: authorizer.holds(host) ? .some : .none),
            at: home)
    }

    private func refusing401(_ answer: RegistryAnswer) async throws -> RegistryAnswer {
        guard answer.status == 401 else { return answer }
        throw ExchangeFailure(
            .status(401, message: try await answer.message(limits), retryAfter: nil), at: answer.url.origin)
    }

    /// Redirects are followed with what the first host may know only as long as they stay there.
    private func follow(_ request: RegistryRequest, _ authority: Authority?) async throws -> RegistryAnswer {
        var request = request
        let home = request.url.origin
        var count = 0
        while true {
            let answer = try await transport.execute(
                request, authorization: request.url.origin == home ? authority?.header : nil)
            guard Redirect.isOne(answer.status) else { return answer }
            // Only 307 and 308 say that a body is to be sent again (RFC 9110, 15.4).
            guard request.method == .GET || request.method == .HEAD || [307, 308].contains(answer.status) else {
                throw ExchangeFailure(
                    .redirect("status \(answer.status) does not say whether the content is to be sent again"),
                    at: request.url.origin)
            }
            request.url = try Redirect.next(
                from: request.url, location: answer.header("location"), count: count, limit: limits.redirects)
            count += 1
            await answer.discard()
        }
    }
}
