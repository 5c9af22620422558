import NIOHTTP1
import Vocabulary

/// From a request to an answer. Pure but for what the content reads; blocks on files, so it runs on a thread of its own.
struct RegistryAnswering: Sendable {
    let content: any RegistryContent

    func answer(to head: HTTPRequestHead) -> RegistryAnswer {
        guard head.method == .GET || head.method == .HEAD else {
            var answer = error(.methodNotAllowed, "UNSUPPORTED", "this registry is read-only")
            answer.headers.add(name: "Allow", value: "GET, HEAD")
            return answer
        }
        do throws(RegistryRoute.Failure) {
            switch try RegistryRoute.parse(head.uri) {
            case .base:
                return json(RegistryDocuments.Empty())
            case .catalog(let page):
                return list(content.repositories, page, "/v2/_catalog") {
                    json(RegistryDocuments.Catalog(repositories: $0))
                }
            case .tags(let repository, let page):
                guard let tags = content.tags(of: repository) else { return unknownName(repository) }
                return list(tags, page, "/v2/\(repository)/tags/list") {
                    json(RegistryDocuments.Tags(name: repository, tags: $0))
                }
            case .manifest(let repository, let reference):
                return manifest(repository, reference, head.headers)
            case .blob(let repository, let text):
                guard let digest = Digest(text) else {
                    return error(.badRequest, "DIGEST_INVALID", "\(text.prefix(100)) is not a sha256 digest")
                }
                return blob(repository, digest, head)
            }
        } catch {
            switch error {
            case .pageNumber: return self.error(.badRequest, "PAGINATION_NUMBER_INVALID", "n is a number from 0")
            case .unknown: return self.error(.notFound, "UNSUPPORTED", "there is nothing of this address")
            }
        }
    }

    private func manifest(_ repository: String, _ reference: String, _ headers: HTTPHeaders) -> RegistryAnswer {
        let selector: ManifestSelector
        if let digest = Digest(reference) {
            selector = .digest(digest)
        } else if reference.contains(":") {
            return error(.badRequest, "DIGEST_INVALID", "\(reference.prefix(100)) is not a sha256 digest")
        } else if ImageReference.isTag(reference) {
            selector = .tag(reference)
        } else {
            return error(.badRequest, "MANIFEST_INVALID", "\(reference.prefix(150)) is neither a tag nor a digest")
        }
        do {
            guard let manifest = try content.manifest(in: repository, for: selector) else {
                if content.tags(of: repository) == nil { return unknownName(repository) }
                return error(.notFound, "MANIFEST_UNKNOWN", "\(repository) has no \(reference)")
            }
            guard accepts(manifest.mediaType, headers) else {
                return error(
                    .notFound, "MANIFEST_UNKNOWN",
                    "\(reference) is a \(manifest.mediaType.rawValue), which the request does not accept")
            }
            return RegistryAnswer(
                status: .ok,
                headers: [
                    "Content-Type": manifest.mediaType.rawValue, "Docker-Content-Digest": manifest.digest.description,
                    "ETag": "\"\(manifest.digest)\"",
                ], content: .bytes(manifest.bytes))
        } catch let failure {
            return failed(repository, nil, failure)
        }
    }

    /// A client that names no types takes any. One that names some and not this one could not read it.
    private func accepts(_ type: MediaType, _ headers: HTTPHeaders) -> Bool {
        let accepted = headers[canonicalForm: "accept"].map { value in
            value.prefix { $0 != ";" }.filter { $0 != " " }.lowercased()
        }
        return accepted.isEmpty || accepted.contains { ["*/*", "application/*", type.rawValue].contains($0) }
    }

    private func blob(_ repository: String, _ digest: Digest, _ head: HTTPRequestHead) -> RegistryAnswer {
        let body: BlobBody
        do {
            guard let found = try content.blob(in: repository, digest: digest) else {
                if content.tags(of: repository) == nil { return unknownName(repository) }
                return error(.notFound, "BLOB_UNKNOWN", "\(repository) has no blob \(digest)")
            }
            body = found
        } catch let failure {
            return failed(repository, digest, failure)
        }
        var headers: HTTPHeaders = [
            "Content-Type": "application/octet-stream", "Docker-Content-Digest": digest.description,
            "ETag": "\"\(digest)\"", "Accept-Ranges": "bytes",
        ]
        // A range is defined for GET alone, and holds only for the version that If-Range names (RFC 9110, 14.2 and 13.1.5).
        let isSame = head.headers.first(name: "if-range").map { $0 == "\"\(digest)\"" } ?? true
        let wanted = head.method == .GET && isSame ? head.headers.first(name: "range") : nil
        var part = ServedPart(repository: repository, digest: digest, body: body, first: 0, count: body.size)
        switch ByteRange(wanted, size: body.size) {
        case .all:
            return RegistryAnswer(status: .ok, headers: headers, content: .blob(part))
        case .part(let first, let last):
            headers.add(name: "Content-Range", value: "bytes \(first)-\(last)/\(body.size)")
            part.first = first
            part.count = last - first + 1
            return RegistryAnswer(status: .partialContent, headers: headers, content: .blob(part))
        case .unsatisfiable:
            var answer = error(.rangeNotSatisfiable, "RANGE_INVALID", "the blob has \(body.size) bytes")
            answer.headers.add(name: "Content-Range", value: "bytes */\(body.size)")
            return answer
        }
    }

    /// The part of a sorted list that is asked for, and a link to the next one (OCI distribution specification 1.1, "Listing Tags").
    private func list(
        _ all: [String], _ page: RegistryRoute.Page, _ path: String, _ document: ([String]) -> RegistryAnswer
    ) -> RegistryAnswer {
        let behind = page.last.map { last in all.filter { $0 > last } } ?? all
        guard let count = page.count, count < behind.count else { return document(behind) }
        let shown = Array(behind.prefix(count))
        var answer = document(shown)
        if let last = shown.last {
            answer.headers.add(name: "Link", value: "<\(path)?n=\(count)&last=\(last)>; rel=\"next\"")
        }
        return answer
    }

    private func unknownName(_ repository: String) -> RegistryAnswer {
        error(.notFound, "NAME_UNKNOWN", "there is no repository \(repository.prefix(255))")
    }

    private func failed(_ repository: String, _ digest: Digest?, _ failure: any Error) -> RegistryAnswer {
        let problem = RegistryProblem.of(failure)
        var answer = error(.internalServerError, "UNKNOWN", problem.message)
        answer.failure = .failed(repository: repository, digest: digest, problem)
        return answer
    }

    func error(_ status: HTTPResponseStatus, _ code: String, _ message: String) -> RegistryAnswer {
        json(RegistryErrors(errors: [.init(code: code, message: message)]), status)
    }

    private func json(_ document: some Encodable, _ status: HTTPResponseStatus = .ok) -> RegistryAnswer {
        let headers: HTTPHeaders = ["Content-Type": "application/json"]
        do {
            return RegistryAnswer(status: status, headers: headers, content: .bytes(try CanonicalJSON.encode(document)))
        } catch {
            // Texts and lists of texts can always be encoded.
            return RegistryAnswer(status: .internalServerError, headers: headers, content: .bytes([]))
        }
    }
}
