import Vocabulary

/// A manifest or an index as a registry keeps it. Which of both it is stands in the document, so that it can be told also of what lay in the cache.
struct RegistryDocument: Sendable {
    enum Kind: Sendable {
        case manifest(ImageManifest)
        case index(ImageIndex)
    }

    let kind: Kind
    /// Of the bytes.
    let descriptor: Descriptor
    var digest: Digest { descriptor.digest }

    private struct Shape: Decodable {
        struct Anything: Decodable { init(from decoder: any Decoder) {} }
        var mediaType: MediaType?
        var manifests: Anything?
    }

    /// Throws `image.damaged` (10).
    init(_ bytes: [UInt8], of reference: ImageReference) throws {
        do {
            let shape = try CanonicalJSON.decode(Shape.self, from: bytes)
            if shape.manifests != nil {
                kind = .index(try CanonicalJSON.decode(ImageIndex.self, from: bytes))
                descriptor = .of(bytes, as: shape.mediaType ?? .imageIndex)
            } else {
                kind = .manifest(try CanonicalJSON.decode(ImageManifest.self, from: bytes))
                descriptor = .of(bytes, as: shape.mediaType ?? .imageManifest)
            }
        } catch is DecodingError {
            throw Self.damaged(reference, "its manifest cannot be read")
        }
    }

    static func damaged(_ reference: ImageReference, _ what: String) -> Problem {
        Problem(
            "image.damaged", .definition, "cannot pack the image `\(reference.familiar)`: \(what)",
            consequence: "nothing was packed", hint: "tell those who published it")
    }
}
