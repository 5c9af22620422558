import RegistryClient
import TestKit
import Testing
import Vocabulary

/// What every registry keeps that Valise works with, as one text that is tried on several. `image` is there, at `reference`.
struct RegistryContract {
    let client: RegistryClient
    /// `HOST/REPOSITORY:TAG`
    let reference: ImageReference
    let image: ImageParts
    let content: PlainImage

    func with(tag: String? = nil, digest: Digest? = nil) -> ImageReference {
        ImageReference(registry: reference.registry, repository: reference.repository, tag: tag, digest: digest)
    }

    /// What is read.
    func pulls() async throws {
        let byTag = try await client.resolve(reference)
        #expect(byTag.digest == image.index.digest)
        #expect(byTag.size == image.index.size)
        let index = try await client.manifest(with(digest: image.index.digest))
        #expect(Digest.of(index.bytes) == image.index.digest)
        let manifest = try await client.manifest(image.manifest, of: reference)
        #expect(manifest.descriptor == image.manifest)
        let config = try await client.bytes(of: image.config, of: reference)
        #expect(config == (try content.configuration()))
        for (layer, bytes) in zip(image.layers, content.layers) {
            var sink = BytesSink()
            try await client.blob(layer, of: reference, into: &sink)
            #expect(sink.bytes == bytes)
        }
    }

    /// A download goes on where it stopped.
    func resumes() async throws {
        let folder = try TemporaryFolder()
        let bytes = try #require(content.layers.first)
        let path = try folder.write(Array(bytes.prefix(bytes.count / 3)), at: "partial")
        let told = Numbers()
        var file = try BlobFile(resuming: path)
        try await client.blob(image.layers[0], of: reference, after: file.prefix, into: &file) { told.add($0) }
        #expect(try folder.read("partial") == bytes)
        // It went on: a registry that sends all of it again makes the first number small.
        #expect(told.all.first ?? 0 > Int64(bytes.count / 3))
    }

    /// What is not there is said.
    func misses() async throws {
        for missing in [with(tag: "missing"), with(digest: Digest.of([1, 2, 3]))] {
            let problem = try await #require(throws: Problem.self) { _ = try await client.resolve(missing) }
            #expect(problem.code == RegistryProblem.notFound)
        }
        var sink = BytesSink()
        do {
            try await client.blob(.of([1, 2, 3], as: .layerTar), of: reference, into: &sink)
            Issue.record("a blob that nobody pushed")
        } catch let problem as Problem {
            #expect(problem.code == RegistryProblem.notFound)
        }
    }

    /// Brings the image there, in both forms of upload; a second time nothing moves.
    func pushes() async throws {
        let config = try content.configuration()
        for (index, layer) in content.layers.enumerated() {
            let form = index == 0 ? UploadForm.whole : .chunked(bytes: 100_000)
            let first = try await client.push(.bytes(layer), digest: Digest.of(layer), to: reference, form: form)
            let second = try await client.push(.bytes(layer), digest: Digest.of(layer), to: reference, form: form)
            #expect(first == .uploaded)
            #expect(second == .alreadyThere)
        }
        try await client.push(.bytes(config), digest: Digest.of(config), to: reference)
        let manifest = try CanonicalJSON.encode(ImageManifest(config: image.config, layers: image.layers))
        try await client.push(manifest: manifest, as: .imageManifest, to: with(digest: image.manifest.digest))
        var entry = image.manifest
        entry.platform = content.platform
        let index = try CanonicalJSON.encode(ImageIndex(manifests: [entry]))
        try await client.push(manifest: index, as: .imageIndex, to: reference)
        let other = ImageReference(
            registry: reference.registry, repository: "other/app", tag: "1", digest: nil)
        let mounted = try await client.push(
            .bytes(content.layers[0]), digest: Digest.of(content.layers[0]), to: other, mountingFrom: reference)
        // A registry may know a blob in all of its repositories.
        #expect(mounted != .uploaded)
    }
}
