import Opening
import RegistryServer
import TestKit
import Testing
import Vocabulary

@testable import Rollout

/// A registry on another host serves exactly what the bundle's own does.
@Suite struct ListedRegistryTests {
    let folder: TemporaryFolder
    let bundle: VerifiedBundle
    init() throws {
        folder = try TemporaryFolder()
        let path = folder.path.appending("sample.valise")
        try SampleBundle.small().write(to: path)
        bundle = try verify(try open(path))
    }

    private var all: Set<ImageReference> { Set(bundle.manifest.images.map(\.reference)) }

    private func bytes(_ body: BlobBody?) throws -> [UInt8]? {
        guard let body else { return nil }
        var reader = try body.open()
        return try reader.readAll(limit: 1 << 20)
    }

    @Test(arguments: ServedForm.allCases) func itIsTheBundlesOwn(form: ServedForm) throws {
        let bundle = bundle
        let listing = bundle.listing(of: all, preferring: form)
        // As it arrives on the other host.
        let arrived = try CanonicalJSON.decode(RegistryListing.self, from: CanonicalJSON.encode(listing))
        #expect(arrived == listing)
        #expect(arrived.documents.filter { !$0.isWhole }.isEmpty)
        let there = ListedRegistry(arrived) { digest in bundle.blob(digest).map { .regions($0) } }
        let here = BundleRegistry(bundle: bundle, preferred: form)
        #expect(there.repositories == here.repositories)
        var layers = 0
        for image in bundle.manifest.images {
            let repository = image.reference.servedRepository
            #expect(there.tags(of: repository) == here.tags(of: repository))
            for tag in here.tags(of: repository) ?? [] {
                let own = try #require(try here.manifest(in: repository, for: .tag(tag)))
                #expect(try there.manifest(in: repository, for: .tag(tag)) == own)
            }
            for platform in image.platforms {
                for digest in [
                    image.packedIndex, image.plainIndex, platform.packedManifest, platform.plainManifest,
                ].map(\.digest) {
                    let own = try #require(try here.manifest(in: repository, for: .digest(digest)))
                    #expect(try there.manifest(in: repository, for: .digest(digest)) == own)
                }
                for digest in [platform.config.digest] + platform.layers.flatMap({ [$0.stored.digest, $0.diffID] }) {
                    let own = try #require(try bytes(here.blob(in: repository, digest: digest)))
                    #expect(try bytes(there.blob(in: repository, digest: digest)) == own)
                    #expect(Digest.of(own) == digest)
                    layers += 1
                }
            }
        }
        #expect(layers > 4)
        #expect(try there.manifest(in: "docker.io/library/none", for: .tag("1")) == nil)
        #expect(try there.blob(in: "docker.io/library/none", digest: .of([1])) == nil)
    }

    @Test func onlyWhatIsAskedForIsListed() throws {
        let one = try #require(all.sorted().first)
        let listing = bundle.listing(of: [one], preferring: .plain)
        #expect(listing.repositories.map(\.name) == [one.servedRepository])
        #expect(bundle.listing(of: [], preferring: .plain).documents.isEmpty)
    }

    /// A layer whose bytes are not what the bundle says is never handed over whole.
    @Test func aDamagedLayerIsNoticed() throws {
        let image = try #require(bundle.manifest.images.first { $0.platforms[0].layers.count > 0 })
        let layer = try #require(image.platforms.first?.layers.first)
        let bundle = bundle
        let registry = ListedRegistry(bundle.listing(of: all, preferring: .plain)) { digest in
            guard digest == layer.stored.digest, let region = bundle.blob(digest) else { return nil }
            var whole = BlobBodyBytes.of(region)
            whole[whole.count / 2] ^= 0xff
            return .bytes(whole)
        }
        let body = try registry.blob(in: image.reference.servedRepository, digest: layer.diffID)
        #expect(throws: Problem.self) { _ = try bytes(body) }
    }
}

private enum BlobBodyBytes {
    static func of(_ regions: FileRegions) -> [UInt8] {
        do {
            var reader = try BlobBody.regions(regions).open()
            return try reader.readAll(limit: 1 << 20) ?? []
        } catch {
            return []
        }
    }
}
