import Testing
import Vocabulary

@testable import RegistryClient

@Suite struct ManifestRulesTests {
    static let origin = Origin(scheme: .https, host: "a.example", port: 443)
    static let manifest = #"{"schemaVersion":2,"config":{},"layers":[]}"#
    static let index = #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}"#

    func check(_ text: String, _ type: String?, asked: Digest? = nil, announced: Digest? = nil) throws
        -> RegistryManifest
    {
        try ManifestRules.check(
            Array(text.utf8), contentType: type, asked: asked, announced: announced, tried: "pull `app:1`",
            origin: Self.origin)
    }

    @Test(arguments: [
        (manifest, MediaType.imageManifest), (manifest, .dockerManifest), (index, .imageIndex),
        (#"{"schemaVersion":2,"manifests":[],"annotations":{"a":"b"}}"#, .dockerManifestList),
    ])
    func goodOnes(_ text: String, _ type: MediaType) throws {
        let digest = Digest.of(text.utf8)
        let found = try check(text, type.rawValue, asked: digest, announced: digest)
        #expect(found.bytes == Array(text.utf8))
        #expect(found.descriptor == Descriptor(mediaType: type, digest: digest, size: Int64(text.utf8.count)))
    }

    @Test(
        arguments: [
            (manifest, nil), (manifest, "text/html"), (manifest, "application/json"),
            (manifest, "application/octet-stream"),
            (manifest, MediaType.imageIndex.rawValue), (index, MediaType.imageManifest.rawValue),
            // The document says another type than the head.
            (index, MediaType.dockerManifestList.rawValue),
            (#"{"schemaVersion":2,"config":{},"layers":[],"manifests":[]}"#, MediaType.imageManifest.rawValue),
            (#"{"schemaVersion":2,"config":{},"layers":[],"manifests":[]}"#, MediaType.imageIndex.rawValue),
            (#"{"schemaVersion":3,"config":{},"layers":[]}"#, MediaType.imageManifest.rawValue),
            ("[]", MediaType.imageManifest.rawValue), ("", MediaType.imageManifest.rawValue),
        ] as [(String, String?)])
    func refused(_ text: String, _ type: String?) {
        #expect(throws: ExchangeFailure.self) { try check(text, type) }
    }

    @Test func digestsAreCompared() {
        let other = Digest.of([1])
        #expect(throws: ExchangeFailure.self) {
            try check(Self.manifest, MediaType.imageManifest.rawValue, asked: other)
        }
        #expect(throws: ExchangeFailure.self) {
            try check(Self.manifest, MediaType.imageManifest.rawValue, announced: other)
        }
        // What was asked for counts, not what is announced.
        #expect(throws: Never.self) {
            try check(
                Self.manifest, MediaType.imageManifest.rawValue, asked: Digest.of(Self.manifest.utf8), announced: other)
        }
    }

    @Test(arguments: [
        ("{}", "application/vnd.docker.distribution.manifest.v1+prettyjws"),
        ("{}", "application/vnd.docker.distribution.manifest.v1+json"),
        (#"{"schemaVersion":1,"fsLayers":[]}"#, "application/json"),
    ])
    func schema1IsNamed(_ text: String, _ type: String) throws {
        let problem = try #require(throws: Problem.self) { try check(text, type) }
        #expect(problem.code == RegistryProblem.manifestRetired)
        #expect(problem.exit == .definition)
        #expect(problem.message == "cannot pull `app:1`: it has only a manifest of schema 1, a format that was retired")
    }
}
