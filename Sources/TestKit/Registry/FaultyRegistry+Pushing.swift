import Foundation
import NIOConcurrencyHelpers
import Vocabulary

extension FaultyRegistry {
    /// POST begins an upload or mounts, PATCH and PUT bring bytes, GET tells how many there are.
    func upload(_ exchange: StubExchange, _ repository: String, _ id: String?) async throws -> Answer {
        let request = exchange.request
        switch (request.method, id) {
        case ("POST", nil):
            _ = try await exchange.body()
            if let digest = request["mount"], request["from"] != nil,
                state.withLockedValue({ $0.blobs[digest] != nil })
            {
                return Answer(status: 201, headers: [("Location", "/v2/\(repository)/blobs/\(digest)")])
            }
            let id = UUID().uuidString
            state.withLockedValue { $0.uploads[id] = [] }
            return Answer(status: 202, headers: [("Location", location(repository, id))])
        case ("PATCH", let id?):
            let bytes = try await exchange.body()
            let begin = Int((request.headers["content-range"] ?? "").prefix { $0 != "-" }) ?? 0
            let have = state.withLockedValue { state -> Int in
                let have = state.uploads[id]?.count ?? 0
                if have == begin { state.uploads[id, default: []] += bytes }
                return have
            }
            guard have == begin else { return .error(416, "RANGE_INVALID", "not the next part") }
            return progress(202, repository, id)
        case ("PUT", let id?):
            let bytes = try await exchange.body()
            return finish(repository, id, bytes, request["digest"] ?? "")
        case ("GET", let id?): return progress(204, repository, id)
        default: return .error(405, "UNSUPPORTED", "unknown method")
        }
    }

    private func location(_ repository: String, _ id: String) -> String {
        let path = "/v2/\(repository)/blobs/uploads/\(id)?_state=a%20b"
        switch locations {
        case .relative: return path
        case .absolute: return url + path
        case .at(let other): return other + path
        }
    }

    private func progress(_ status: Int, _ repository: String, _ id: String) -> Answer {
        let count = state.withLockedValue { $0.uploads[id]?.count ?? 0 }
        return Answer(
            status: status, headers: [("Location", location(repository, id)), ("Range", "0-\(max(0, count - 1))")])
    }

    private func finish(_ repository: String, _ id: String, _ rest: [UInt8], _ digest: String) -> Answer {
        state.withLockedValue { state in
            let bytes = (state.uploads.removeValue(forKey: id) ?? []) + rest
            guard digest == "\(Digest.of(bytes))" else { return .error(400, "DIGEST_INVALID", "digest invalid") }
            state.blobs[digest] = bytes
            return Answer(
                status: 201,
                headers: [("Location", "/v2/\(repository)/blobs/\(digest)"), ("Docker-Content-Digest", digest)])
        }
    }

    /// Takes a manifest, where all blobs that it names are there.
    func put(_ bytes: [UInt8], _ repository: String, _ name: String, _ request: StubRequest) -> Answer {
        let type = MediaType(rawValue: request.headers["content-type"] ?? "")
        if let manifest = try? CanonicalJSON.decode(ImageManifest.self, from: bytes) {
            let missing = state.withLockedValue { state in
                ([manifest.config] + manifest.layers).contains { state.blobs["\($0.digest)"] == nil }
            }
            if missing { return .error(404, "MANIFEST_BLOB_UNKNOWN", "blob unknown to registry") }
        }
        let digest = add(manifest: bytes, as: type, repository: repository, tags: [name]).digest
        return Answer(
            status: 201,
            headers: [
                ("Location", "/v2/\(repository)/manifests/\(digest)"), ("Docker-Content-Digest", "\(digest)"),
            ])
    }
}
