import NIOHTTP1
import Vocabulary

/// One blob on its way to a registry.
struct BlobUpload: Sendable {
    let client: RegistryClient
    let body: BlobBody
    let digest: Digest
    let reference: ImageReference
    let onBytes: TransferProgress?

    var tried: String { "push the blob \(digest.short) to `\(reference.familiar)`" }

    /// Where an upload goes on.
    struct Session: Sendable {
        var location: RemoteURL
        let home: Origin
        /// What the registry wants a chunk to have at least (`OCI-Chunk-Min-Length`).
        var minimumChunk: Int64 = 0
    }

    /// Asks for an upload, or for the blob of another repository; `nil` where that was mounted.
    func begin(at host: RegistryHost, mountingFrom source: ImageReference?) async throws -> Session? {
        var query: [(String, String)] = []
        if let source, source.registry == reference.registry, source.repository != reference.repository {
            query = [("mount", "\(digest)"), ("from", host.repository(of: source))]
        }
        let (answer, home) = try await client.send(.post, "blobs/uploads/", of: reference, at: host, query: query)
        switch answer.status {
        case 201 where !query.isEmpty:
            await answer.discard()
            return nil
        case 202:
            await answer.discard()
            let minimum = answer.header("oci-chunk-min-length").flatMap { Int64($0) } ?? 0
            return Session(location: try location(of: answer), home: home, minimumChunk: minimum)
        default: throw try await failure(answer)
        }
    }

    /// One PUT with everything.
    func sendWhole(to session: Session, at host: RegistryHost) async throws {
        try await finish(session, at: host, part(from: 0, length: body.size))
    }

    /// PATCH by PATCH, then an empty PUT. A PATCH that breaks off goes on where the registry says that it is.
    func sendChunks(to session: Session, at host: RegistryHost, of bytes: Int64) async throws {
        var session = session
        var loop = RetryLoop(client.configuration.retry, client.configuration.timing)
        var offset: Int64 = 0
        let length = max(1, bytes, session.minimumChunk)
        while offset < body.size {
            do {
                let count = min(length, body.size - offset)
                session.location = try await patch(session, at: host, from: offset, length: count)
                offset += count
                loop.moved()
            } catch let failure as ExchangeFailure {
                try await loop.wait(after: failure)
                (session.location, offset) = try await state(of: session, at: host)
            }
        }
        try await finish(session, at: host, nil)
    }

    private func part(from offset: Int64, length: Int64) -> UploadBody {
        let told = onBytes.map { tell -> TransferProgress in { tell(offset + $0) } }
        return UploadBody(
            body, from: offset, length: length, chunk: client.configuration.limits.uploadBytes, onBytes: told)
    }

    private func patch(
        _ session: Session, at host: RegistryHost, from offset: Int64, length: Int64
    ) async throws -> RemoteURL {
        var request = request(.PATCH, session, host)
        request.headers = [
            ("Content-Type", "application/octet-stream"), ("Content-Range", "\(offset)-\(offset + length - 1)"),
        ]
        request.body = part(from: offset, length: length)
        let answer = try await client.sender.send(request, at: host, home: session.home)
        guard answer.status == 202 else { throw try await failure(answer) }
        await answer.discard()
        return try location(of: answer)
    }

    /// Where the registry is: `Range: 0-N` names the last byte that it has (OCI distribution specification 1.1, "Pushing a blob in chunks").
    private func state(of session: Session, at host: RegistryHost) async throws -> (RemoteURL, Int64) {
        let answer = try await client.sender.send(request(.GET, session, host), at: host, home: session.home)
        guard answer.status == 204 else { throw try await failure(answer) }
        let ends = (answer.header("range") ?? "").split(separator: "-")
        // Nothing yet is said as `0-0`, which could also be one byte: that one is sent again, and a registry that minds says so.
        guard ends.count == 2, ends[0] == "0" || ends[0] == "bytes=0", let last = Int64(ends[1]), last >= 0,
            last < body.size
        else { throw ManifestRules.lie("`Range: 0-N` of an upload", answer.header("range") ?? "none", session.home) }
        return (try location(of: answer), last == 0 ? 0 : last + 1)
    }

    private func finish(_ session: Session, at host: RegistryHost, _ rest: UploadBody?) async throws {
        var session = session
        session.location = session.location.adding("digest", "\(digest)")
        var request = request(.PUT, session, host)
        request.headers = [("Content-Type", "application/octet-stream")]
        request.body = rest
        let answer = try await client.sender.send(request, at: host, home: session.home)
        guard answer.status == 201 else { throw try await failure(answer) }
        await answer.discard()
        if let found = answer.header("docker-content-digest").flatMap({ Digest($0) }), found != digest {
            throw ManifestRules.lie("\(digest)", "\(found)", answer.url.origin)
        }
    }

    private func request(_ method: HTTPMethod, _ session: Session, _ host: RegistryHost) -> RegistryRequest {
        RegistryRequest(method, session.location, scope: .push(host.repository(of: reference)))
    }

    /// `Location` may be relative, absolute, or name another host, which then gets no credentials.
    private func location(of answer: RegistryAnswer) throws -> RemoteURL {
        try Redirect.next(from: answer.url, location: answer.header("location"), count: 0, limit: 1)
    }

    private func failure(_ answer: RegistryAnswer) async throws -> ExchangeFailure {
        try await answer.failure(client.configuration.limits, client.configuration.timing)
    }
}
