import ArchiveIO
import Planning
import Vocabulary

/// An image as one tar for `docker load` and Podman's, made while it is read and never written anywhere: an OCI image layout for containerd's store, which keeps its digests, and
/// docker-archive's `manifest.json` over the same blobs for all others. Layers are verified while they are read. Memory does not grow with content.
///
/// For engines that do not reach the registry of an install.
struct ImageStream: Sendable {
    let image: ResolvedImage
    let form: ServedForm
    let content: any RegistryContent
    /// Under which name the engine has it then.
    let name: ImageReference
    let meter: TransferMeter
    /// So many of the lowest layers stay at home: the engine has them, one upon the other.
    var present = 0

    /// Of ours, and nobody's image: taken away once the image has its own.
    static func loadingName(of image: ResolvedImage) -> ImageReference {
        ImageReference(
            registry: "valise.local", repository: "loading/\(image.repository)", tag: image.name.tag ?? "latest",
            digest: nil)
    }

    /// Begins at the front; reading throws where the bundle is damaged.
    func open() throws -> any ByteReader {
        let manifest = try document(form == .plain ? image.plainManifest : image.packedManifest)
        let config = Self.path(image.config)
        let layers = image.layers(form)
        let rescue = [
            Rescue(config: config, tags: [name.description], layers: layers.map { Self.path($0.digest) })
        ]
        var tar = TarStream()
        tar.add(Self.header("oci-layout"), bytes: Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8))
        tar.add(Self.header("index.json"), bytes: try CanonicalJSON.encode(index(manifest)))
        tar.add(Self.header("manifest.json"), bytes: try CanonicalJSON.encode(rescue))
        tar.add(Self.header(Self.path(manifest.digest)), bytes: manifest.bytes)
        try add(image.config, to: &tar)
        var seen: Set<Digest> = []
        for layer in layers.dropFirst(present) where seen.insert(layer.digest).inserted {
            try add(layer.digest, to: &tar)
        }
        return tar.reader()
    }

    private func index(_ manifest: ServedManifest) -> ImageIndex {
        var descriptor = Descriptor(
            mediaType: manifest.mediaType, digest: manifest.digest, size: Int64(manifest.bytes.count))
        descriptor.platform = image.platform
        // containerd reads the first (`pkg/…/images/archive`), others the second (OCI image specification 1.1, annotations.md).
        descriptor.annotations = [
            "io.containerd.image.name": name.description, "org.opencontainers.image.ref.name": name.description,
        ]
        return ImageIndex(manifests: [descriptor])
    }

    /// An entry of docker-archive's `manifest.json` (moby, image/spec v1.2).
    private struct Rescue: Encodable {
        var config: String
        var tags: [String]
        var layers: [String]
        enum CodingKeys: String, CodingKey {
            case config = "Config"
            case tags = "RepoTags"
            case layers = "Layers"
        }
    }

    private func document(_ digest: Digest) throws -> ServedManifest {
        guard let found = try content.manifest(in: image.repository, for: .digest(digest)) else {
            throw missing(digest)
        }
        return found
    }

    private func add(_ digest: Digest, to tar: inout TarStream) throws {
        guard let body = try content.blob(in: image.repository, digest: digest) else { throw missing(digest) }
        let size = body.size
        let meter = meter
        let damaged: @Sendable (VerifyingReader.Mismatch) -> Problem = { [image] mismatch in
            Problem(
                "bundle.digest", .bundle, "cannot load image `\(image.reference.familiar)`: a blob is damaged",
                expected: "\(digest), \(ByteCount(size))", found: "\(mismatch)",
                hint: "copy the bundle again from where it came from")
        }
        tar.add(Self.header(Self.path(digest)), size: size) {
            var source = try body.open()
            // What is made on the way is verified by who makes it.
            if case .regions = body {
                source = VerifyingReader(source, expecting: digest, size: size, problem: damaged)
            }
            return MeteredReader(source) { meter.served(digest, $0) }
        }
    }

    private static func header(_ path: String) -> TarHeader { TarHeader(path: path, modified: 0) }
    private static func path(_ digest: Digest) -> String { "blobs/sha256/\(digest.hex)" }

    private func missing(_ digest: Digest) -> Problem {
        Problem(
            "bundle.blob-missing", .bundle,
            "cannot load image `\(image.reference.familiar)`: the bundle does not hold \(digest)",
            hint: "copy the bundle again from where it came from")
    }
}
