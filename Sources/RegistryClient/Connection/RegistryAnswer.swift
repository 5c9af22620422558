import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// The head of an answer, and its body, which has not been read yet.
struct RegistryAnswer: Sendable {
    let status: Int
    let headers: HTTPHeaders
    let body: HTTPClientResponse.Body
    /// Where it came from: redirects were followed.
    let url: RemoteURL

    func header(_ name: String) -> String? { headers.first(name: name)?.trimmed }

    /// `Content-Length`; `nil` where it is missing or no number.
    var length: Int64? { header("content-length").flatMap { Int64($0) } }

    /// The media type without its parameters, in lower case (RFC 9110, 8.3.1).
    var contentType: String? {
        header("content-type").map { $0.prefix { $0 != ";" }.trimmed.lowercased() }
    }

    /// The whole body in memory; `nil` where it is larger than `limit`.
    func bytes(limit: Int) async throws -> [UInt8]? {
        if let length, length > Int64(limit) { return nil }
        var bytes: [UInt8] = []
        do {
            for try await part in body {
                guard bytes.count + part.readableBytes <= limit else { return nil }
                bytes.append(contentsOf: part.readableBytesView)
            }
        } catch {
            throw FailureClassification.of(error, at: url.origin)
        }
        try Task.checkCancellation()
        return bytes
    }

    /// Reads away a short body that nobody needs, so that the connection can be used again; a long one costs its connection.
    func discard() async {
        guard let length, length > 0, length <= 64 * 1024 else { return }
        do {
            for try await _ in body {}
        } catch {
            // The connection is gone; so is the need to keep it.
        }
    }

    /// This answer, which is an error's, with what it says of itself.
    func failure(_ limits: RegistryClientLimits, _ timing: RegistryTiming) async throws -> ExchangeFailure {
        ExchangeFailure(
            .status(status, message: try await message(limits), retryAfter: retryAfter(timing)), at: url.origin)
    }

    func retryAfter(_ timing: RegistryTiming) -> Duration? {
        header("retry-after").flatMap { RetryAfter.parse($0, now: timing.wallClock()) }
    }

    /// What the registry says of an error; `nil` where it says nothing readable. A body that breaks off is no second error.
    func message(_ limits: RegistryClientLimits) async throws -> String? {
        do {
            return try await bytes(limit: limits.errorBytes).flatMap { ErrorDocument.message(of: $0) }
        } catch is ExchangeFailure {
            return nil
        }
    }
}
