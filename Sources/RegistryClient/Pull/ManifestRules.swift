import Foundation
import Vocabulary

/// What a manifest must be to be taken. Pure.
enum ManifestRules {
    /// What we can read; the order has no meaning (OCI distribution specification 1.1, "Pulling manifests").
    static let types: [MediaType] = [.imageIndex, .imageManifest, .dockerManifestList, .dockerManifest]
    static let accept = types.map(\.rawValue).joined(separator: ", ")

    /// Schema 1 of the distribution project; signed or not. Docker retired it in 2019.
    static let retired: Set = [
        "application/vnd.docker.distribution.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.v1+prettyjws",
    ]

    /// The fields by which documents are told apart.
    private struct Shape: Decodable {
        struct Anything: Decodable { init(from decoder: any Decoder) {} }
        var schemaVersion: Int?
        var mediaType: String?
        var manifests: Anything?
        var config: Anything?
        var layers: Anything?
    }

    /// Judges what came.
    /// - Parameters:
    ///   - contentType: of the answer's head, without parameters.
    ///   - asked: the digest that was asked for; where it was a tag, `announced` is what the head says (`Docker-Content-Digest`), if anything.
    /// - Throws: `Problem` `registry.manifest-retired`, ``ExchangeFailure`` `.lie`.
    static func check(
        _ bytes: [UInt8], contentType: String?, asked: Digest?, announced: Digest?, tried: String, origin: Origin
    ) throws -> RegistryManifest {
        let shape = try? JSONDecoder().decode(Shape.self, from: Data(bytes))
        if contentType.map(retired.contains) ?? false || shape?.schemaVersion == 1 {
            throw Problem(
                RegistryProblem.manifestRetired, .definition,
                "cannot \(tried): it has only a manifest of schema 1, a format that was retired",
                expected: "an OCI or a Docker schema 2 manifest",
                hint:
                    "have its vendor push it again, or do it with `docker pull` and `docker push` on an engine before 26"
            )
        }
        guard let type = contentType.map(MediaType.init(rawValue:)), types.contains(type) else {
            throw lie("a manifest or an index (\(accept))", contentType ?? "no Content-Type", origin)
        }
        let found = Digest.of(bytes)
        if let expected = asked ?? announced, expected != found {
            throw lie("\(expected)", "\(found), \(bytes.count) bytes", origin)
        }
        guard let shape, shape.schemaVersion == 2 else {
            throw lie("a JSON document of schema 2", "something else", origin)
        }
        if let named = shape.mediaType, named != type.rawValue {
            throw lie("one type in the head and in the document", "\(type.rawValue) and \(named)", origin)
        }
        // One document must not be read as two things (OCI image specification 1.1; CVE-2021-41190).
        let isIndex = type == .imageIndex || type == .dockerManifestList
        let fits =
            isIndex
            ? shape.manifests != nil && shape.layers == nil && shape.config == nil
            : shape.manifests == nil && shape.layers != nil && shape.config != nil
        guard fits else {
            throw lie(
                isIndex ? "an index: `manifests` alone" : "a manifest: `config` and `layers`", "another document",
                origin)
        }
        return RegistryManifest(
            descriptor: Descriptor(mediaType: type, digest: found, size: Int64(bytes.count)), bytes: bytes)
    }

    static func lie(_ expected: String, _ found: String, _ origin: Origin) -> ExchangeFailure {
        ExchangeFailure(.lie(expected: expected, found: found), at: origin)
    }
}
