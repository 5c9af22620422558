import NIOHTTP1
import Testing
import Vocabulary

@testable import RegistryServer

/// Every end point and every refusal, without a socket.
@Suite struct AnsweringTests {
    let answering: RegistryAnswering
    let bytes = Bytes.noise(1_000)
    let content: SampleContent

    init() throws {
        content = SampleContent(file: try OpenedFile(bytes), bytes: bytes)
        answering = RegistryAnswering(content: content)
    }

    func answer(_ target: String, _ headers: HTTPHeaders = [:], _ method: HTTPMethod = .GET) -> RegistryAnswer {
        answering.answer(to: HTTPRequestHead(version: .http1_1, method: method, uri: target, headers: headers))
    }

    func text(_ answer: RegistryAnswer) -> String {
        guard case .bytes(let bytes) = answer.content else { return "a blob" }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func lists() {
        #expect(text(answer("/v2/")) == "{}")
        #expect(text(answer("/v2")) == "{}")
        #expect(text(answer("/v2/_catalog")) == #"{"repositories":["docker.io/library/hello","other/app"]}"#)
        #expect(
            text(answer("/v2/docker.io/library/hello/tags/list"))
                == #"{"name":"docker.io/library/hello","tags":["1","2","latest"]}"#)
    }

    @Test func listsInPages() {
        let list = "/v2/docker.io/library/hello/tags/list"
        let first = answer(list + "?n=2")
        #expect(text(first) == #"{"name":"docker.io/library/hello","tags":["1","2"]}"#)
        #expect(first.headers["Link"] == ["<\(list)?n=2&last=2>; rel=\"next\""])
        let second = answer(list + "?n=2&last=2")
        #expect(text(second) == #"{"name":"docker.io/library/hello","tags":["latest"]}"#)
        #expect(second.headers["Link"].isEmpty)
        #expect(text(answer(list + "?n=0")) == #"{"name":"docker.io/library/hello","tags":[]}"#)
        #expect(text(answer("/v2/_catalog?n=1")) == #"{"repositories":["docker.io/library/hello"]}"#)
        #expect(answer(list + "?n=x").status == .badRequest)
        #expect(text(answer(list + "?n=-1")).contains("PAGINATION_NUMBER_INVALID"))
    }

    @Test func manifests() throws {
        let manifest = try #require(content.manifests.values.first)
        let base = "/v2/docker.io/library/hello/manifests/"
        let targets = [
            "latest", manifest.digest.description,
            manifest.digest.description.replacing(":", with: "%3A"),
        ]
        for target in targets {
            let found = answer(base + target)
            #expect(found.status == .ok)
            #expect(found.headers["Docker-Content-Digest"] == [manifest.digest.description])
            #expect(found.headers["Content-Type"] == [manifest.mediaType.rawValue])
            #expect(text(found) == String(decoding: manifest.bytes, as: UTF8.self))
        }
        let accepted = ["*/*", "application/*;q=0.5", "a/b, application/vnd.oci.image.manifest.v1+json"]
        for accept in accepted { #expect(answer(base + "1", ["Accept": accept]).status == .ok) }
        let refused = answer(base + "1", ["Accept": "application/vnd.docker.distribution.manifest.v2+json"])
        #expect(refused.status == .notFound)
        #expect(
            text(refused)
                == #"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"1 is a application/vnd.oci.image.manifest.v1+json, which the request does not accept"}]}"#
        )
    }

    @Test(arguments: [
        ("/v2/docker.io/library/hello/manifests/9", 404, "MANIFEST_UNKNOWN", "docker.io/library/hello has no 9"),
        ("/v2/nobody/manifests/9", 404, "NAME_UNKNOWN", "there is no repository nobody"),
        ("/v2/nobody/tags/list", 404, "NAME_UNKNOWN", "there is no repository nobody"),
        (
            "/v2/docker.io/library/hello/manifests/sha256:12", 400, "DIGEST_INVALID", "sha256:12 is not a sha256 digest"
        ),
        ("/v2/docker.io/library/hello/manifests/-x", 400, "MANIFEST_INVALID", "-x is neither a tag nor a digest"),
        ("/v2/docker.io/library/hello/blobs/12", 400, "DIGEST_INVALID", "12 is not a sha256 digest"),
        (
            "/v2/docker.io/library/hello/blobs/../../../etc/passwd", 404, "UNSUPPORTED",
            "there is nothing of this address"
        ),
        ("/", 404, "UNSUPPORTED", "there is nothing of this address"),
        ("*", 404, "UNSUPPORTED", "there is nothing of this address"),
        ("/v2//tags/list", 404, "UNSUPPORTED", "there is nothing of this address"),
        ("/v1/x", 404, "UNSUPPORTED", "there is nothing of this address"),
    ])
    func refuses(_ target: String, _ status: Int, _ code: String, _ message: String) {
        let found = answer(target)
        #expect(Int(found.status.code) == status)
        #expect(text(found) == #"{"errors":[{"code":"\#(code)","message":"\#(message)"}]}"#)
    }

    @Test(arguments: [HTTPMethod.POST, .PUT, .PATCH, .DELETE, .OPTIONS])
    func isReadOnly(_ method: HTTPMethod) {
        let found = answer("/v2/docker.io/library/hello/blobs/uploads/", [:], method)
        #expect(found.status == .methodNotAllowed)
        #expect(found.headers["Allow"] == ["GET, HEAD"])
        #expect(text(found) == #"{"errors":[{"code":"UNSUPPORTED","message":"this registry is read-only"}]}"#)
    }

    @Test func blobsUnknownAndDamaged() {
        let unknown = Digest.of([1])
        #expect(text(answer("/v2/docker.io/library/hello/blobs/\(unknown)")).contains("BLOB_UNKNOWN"))
        #expect(text(answer("/v2/other/app/blobs/\(Digest.of(bytes))")).contains("BLOB_UNKNOWN"))
        var damaged = content
        damaged.damaged = unknown
        let found = RegistryAnswering(content: damaged).answer(
            to: HTTPRequestHead(version: .http1_1, method: .GET, uri: "/v2/docker.io/library/hello/blobs/\(unknown)"))
        #expect(found.status == .internalServerError)
        guard case .failed(_, unknown, let problem)? = found.failure else {
            Issue.record("the failure is told")
            return
        }
        #expect(problem.code == "bundle.damaged")
    }

    @Test(arguments: [
        ("bytes=0-", ByteRange.part(first: 0, last: 9)), ("bytes=3-5", .part(first: 3, last: 5)),
        ("bytes=9-9", .part(first: 9, last: 9)), ("bytes=5-100", .part(first: 5, last: 9)),
        ("bytes=-3", .part(first: 7, last: 9)), ("bytes=-30", .part(first: 0, last: 9)),
        ("bytes=10-", .unsatisfiable), ("bytes=10-12", .unsatisfiable), ("bytes=-0", .unsatisfiable),
        ("bytes=5-3", .all), ("bytes=0-1,3-4", .all), ("bytes=", .all), ("bytes=-", .all), ("bytes=a-b", .all),
        ("lines=1-2", .all), ("bytes=99999999999999999999-", .all),
    ])
    func ranges(_ header: String, _ expected: ByteRange) { #expect(ByteRange(header, size: 10) == expected) }

    @Test func rangesInAnswers() {
        let target = "/v2/docker.io/library/hello/blobs/\(Digest.of(bytes))"
        let part = answer(target, ["Range": "bytes=990-"])
        #expect(part.status == .partialContent)
        #expect(part.headers["Content-Range"] == ["bytes 990-999/1000"])
        #expect(part.length == 10)
        #expect(answer(target, ["Range": "bytes=0-"], .HEAD).status == .ok)
        #expect(answer(target, ["Range": "bytes=990-", "If-Range": "\"other\""]).status == .ok)
        let none = answer(target, ["Range": "bytes=1000-"])
        #expect(none.status == .rangeNotSatisfiable)
        #expect(none.headers["Content-Range"] == ["bytes */1000"])
    }
}
