import ContentStore
import TestKit
import Testing
import Vocabulary

@Suite struct OCILayoutTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    private let platforms = [
        Platform(os: "linux", architecture: "amd64"), Platform(os: "linux", architecture: "arm64"),
    ]

    private func image() throws -> SampleImage {
        let reference = try #require(ImageReference("app:1"))
        return try SampleImage(
            reference, services: [], platforms: platforms, layers: [.init(files: ["a": "hello"], storage: .gzip)])
    }

    private func write(_ image: SampleImage, entries: [Descriptor]? = nil) throws {
        for (digest, bytes) in image.blobs { try folder.write(bytes, at: "blobs/sha256/\(digest.hex)") }
        var entry = image.image.packedIndex
        entry.annotations = [AnnotationKey.referenceName: "app:1"]
        try folder.write(try CanonicalJSON.encode(ImageIndex(manifests: entries ?? [entry])), at: "index.json")
    }

    @Test func imagesOfAllPlatformsAreFound() throws {
        let sample = try image()
        try write(sample)
        let layout = try OCILayout(at: folder.path)
        let images = try layout.images()
        #expect(images.map(\.platform) == platforms)
        #expect(images.map(\.name) == ["app:1", "app:1"])
        #expect(images.map(\.manifest.config) == sample.image.platforms.map(\.config))
        var reader = try layout.reader(of: images[0].manifest.layers[0])
        let stored = try reader.readAll(limit: 1 << 20)
        #expect(stored == sample.blobs[images[0].manifest.layers[0].digest])
    }

    @Test func aSingleManifestInTheIndexIsAnImageToo() throws {
        let sample = try image()
        var attestation = sample.image.platforms[1].packedManifest
        attestation.platform = Platform(os: "unknown", architecture: "unknown")
        try write(sample, entries: [sample.image.platforms[0].packedManifest, attestation])
        let images = try OCILayout(at: folder.path).images()
        #expect(images.map(\.platform) == [platforms[0]])
        #expect(images[0].name == nil)
    }

    @Test func whatIsMissingOrDamagedIsSaid() throws {
        let none = #expect(throws: Problem.self) { try OCILayout(at: folder.path) }
        #expect(none?.code == "layout.missing")
        #expect(none?.exit == .definition)

        let sample = try image()
        try write(sample)
        let manifest = sample.image.platforms[0].packedManifest.digest
        let name = "blobs/sha256/\(manifest.hex)"
        var bytes = try #require(sample.blobs[manifest])
        bytes[5] ^= 1
        try folder.write(bytes, at: name)
        let layout = try OCILayout(at: folder.path)
        let changed = #expect(throws: Problem.self) { try layout.images() }
        #expect(changed?.code == "layout.digest")
        try folder.write(Array(bytes.dropLast()), at: name)
        #expect(throws: Problem.self) { try layout.images() }
        try folder.remove(name)
        let missing = #expect(throws: Problem.self) { try layout.images() }
        #expect(missing?.code == "layout.blob-missing")
        #expect(missing?.expected == "a file `\(name)`")

        try folder.write("[1]", at: "index.json")
        let damaged = #expect(throws: Problem.self) { try OCILayout(at: folder.path) }
        #expect(damaged?.code == "layout.damaged")
    }

    @Test func anIndexThatHoldsItselfEnds() throws {
        // Digests forbid a true loop; a chain that is too deep stands for it.
        var entry = try image().image.packedIndex
        for _ in 0..<6 {
            let bytes = try CanonicalJSON.encode(ImageIndex(manifests: [entry]))
            entry = .of(bytes, as: .imageIndex)
            try folder.write(bytes, at: "blobs/sha256/\(entry.digest.hex)")
        }
        try write(try image(), entries: [entry])
        let problem = #expect(throws: Problem.self) { try OCILayout(at: folder.path).images() }
        #expect(problem?.code == "layout.damaged")
    }
}
