import Opening
import TestKit
import Testing
import Vocabulary

@Suite struct BundleRegistryTests {
    let folder: TemporaryFolder
    let sample: SampleBundle
    let bundle: VerifiedBundle
    init() throws {
        folder = try TemporaryFolder()
        sample = try SampleBundle.small()
        let path = folder.path.appending("sample.valise")
        try sample.write(to: path)
        bundle = try verify(try open(path))
    }

    private let web = "registry.example.com/team/web"
    private let database = "docker.io/library/db"

    private func image(_ repository: String) throws -> BundledImage {
        try #require(sample.manifest.images.first { $0.reference.name == repository })
    }

    private func content(_ body: BlobBody?) throws -> [UInt8]? {
        switch body {
        case nil: return nil
        case .bytes(let bytes): return bytes
        case .regions(let regions): return try Region.bytes(of: regions)
        case .generated(let size, let open):
            var reader = try open()
            let bytes = try #require(try reader.readAll(limit: 1 << 20))
            #expect(Int64(bytes.count) == size)
            return bytes
        }
    }

    @Test func repositoriesAndTagsAreThoseOfTheImages() throws {
        let registry = BundleRegistry(bundle: bundle, preferred: .plain)
        #expect(registry.repositories == [database, web])
        #expect(registry.tags(of: web) == ["1"])
        #expect(registry.tags(of: "web") == nil)
        #expect(try registry.manifest(in: "web", for: .tag("1")) == nil)
        #expect(try registry.manifest(in: web, for: .tag("2")) == nil)
    }

    @Test(arguments: ServedForm.allCases) func aTagGivesThePreferredForm(form: ServedForm) throws {
        let registry = BundleRegistry(bundle: bundle, preferred: form)
        let served = try #require(try registry.manifest(in: web, for: .tag("1")))
        #expect(served.digest == (try image(web)).index(form).digest)
        #expect(Digest.of(served.bytes) == served.digest)
        #expect(served.mediaType == .imageIndex)
    }

    /// As an engine pulls: index, manifest of a platform, config, every layer; all of them have their digests and sizes.
    @Test(arguments: ServedForm.allCases) func everyImageCanBePulled(form: ServedForm) throws {
        let registry = BundleRegistry(bundle: bundle, preferred: form)
        for repository in registry.repositories {
            let index = try #require(try registry.manifest(in: repository, for: .tag(repository == web ? "1" : "7")))
            for entry in try CanonicalJSON.decode(ImageIndex.self, from: index.bytes).manifests {
                let served = try #require(try registry.manifest(in: repository, for: .digest(entry.digest)))
                #expect(Int64(served.bytes.count) == entry.size)
                let manifest = try CanonicalJSON.decode(ImageManifest.self, from: served.bytes)
                for descriptor in [manifest.config] + manifest.layers {
                    let body = try registry.blob(in: repository, digest: descriptor.digest)
                    #expect(body?.size == descriptor.size)
                    #expect(Digest.of(try #require(try content(body))) == descriptor.digest)
                }
                let types = Set(manifest.layers.map(\.mediaType))
                #expect(form == .packed || types == [.layerTar])
            }
        }
    }

    @Test func bothFormsAreThereByDigest() throws {
        let registry = BundleRegistry(bundle: bundle, preferred: .packed)
        let image = try image(web)
        for digest in [
            image.packedIndex.digest, image.plainIndex.digest, image.platforms[1].packedManifest.digest,
            image.platforms[1].plainManifest.digest,
        ] {
            #expect(try registry.manifest(in: web, for: .digest(digest))?.digest == digest)
            #expect(try registry.manifest(in: database, for: .digest(digest)) == nil)
        }
    }

    @Test func anotherRepositorysBlobsAreNotGiven() throws {
        let registry = BundleRegistry(bundle: bundle, preferred: .plain)
        let layer = try #require(try image(web).platforms[0].layers.last)
        #expect(try registry.blob(in: web, digest: layer.diffID) != nil)
        #expect(try registry.blob(in: database, digest: layer.diffID) == nil)
        #expect(try registry.blob(in: "none", digest: layer.diffID) == nil)
        let file = try #require(sample.manifest.files.first)
        guard case .file(let content) = file.content else { throw Unexpected() }
        #expect(try registry.blob(in: web, digest: content.digest) == nil)
    }

    /// The file is spoilt after it was verified: the last piece is not given out.
    @Test func aLayerThatWasChangedSinceIsNotGivenWhole() throws {
        let registry = BundleRegistry(bundle: bundle, preferred: .plain)
        let layer = try #require(try image(database).platforms[0].layers.first)
        let region = try #require(bundle.blob(layer.stored.digest))
        var bytes = try folder.read("sample.valise")
        let piece = try #require(region.pieces.last)
        bytes[Int(piece.offset + piece.length) - 1] ^= 1
        // In place: the bundle is held open.
        try Region.overwrite(bundle.path, with: bytes)
        let body = try registry.blob(in: database, digest: layer.diffID)
        let problem = #expect(throws: Problem.self) { try content(body) }
        #expect(problem?.exit == .bundle)
    }
}
