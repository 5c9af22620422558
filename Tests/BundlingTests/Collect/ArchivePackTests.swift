import TestKit
import Testing
import Vocabulary

@testable import Bundling

/// Images out of files: what `docker save` writes, and OCI layouts in a tar.
@Suite struct ArchivePackTests {
    private static let layer = "the layer's file"

    /// As 20.10 writes it, with several names.
    private static func saved(_ tags: String = #"["other:1","web:1"]"#) throws -> [UInt8] {
        let layer = try Tar.of([Tar.file("a", layer)])
        let config = try SavedImagesTests.config([layer])
        let name = "\(Digest.of(config).hex).json"
        return try Tar.of([
            Tar.file("one/layer.tar", layer), Tar.file(name, config),
            Tar.file("manifest.json", SavedImagesTests.manifest(name, tags, ["one/layer.tar"])),
        ])
    }

    private static func layout(_ change: (Digest, [UInt8]) -> [UInt8] = { $1 }) throws -> [UInt8] {
        let image = try SampleLayout.image(platforms: [.amd64, .arm64])
        let index = try CanonicalJSON.encode(ImageIndex(manifests: [image.image.packedIndex]))
        let blobs = image.blobs.sorted { $0.key < $1.key }.map { digest, bytes in
            Tar.file("blobs/sha256/\(digest.hex)", change(digest, bytes))
        }
        return try Tar.of(
            [Tar.folder("blobs"), Tar.file("oci-layout", "{}"), Tar.file("index.json", index)] + blobs
                + [Tar.file("../escape", "x"), Tar.file("notes", "of somebody")])
    }

    private static func pack(_ origin: String, _ file: [UInt8]) throws -> Pack {
        let sheet = SampleDefinition.sheet + "images: { \"web:1\": \"\(origin)\" }\n"
        let folder = try SampleDefinition(["valise.yaml": sheet]).folder
        try folder.write(file, at: "image.tar")
        return try Pack(folder)
    }

    @Test(arguments: SampleImage.Storage.allCases)
    func whatDockerSaveWrites(_ storage: SampleImage.Storage) async throws {
        let pack = try Self.pack("docker-archive:image.tar", try SampleImage.store(try Self.saved(), as: storage))
        let content = try await pack.collect { $0.platforms = [.amd64] }
        let image = try #require(content.images.first)
        #expect(image.source == "docker-archive:image.tar")
        #expect(image.platforms.first?.layers.map(\.diffID) == [.of(try Tar.of([Tar.file("a", Self.layer)]))])
    }

    /// Nothing is read twice: the second pack has all layers in the cache.
    @Test func aSecondPack() async throws {
        let pack = try Self.pack("docker-archive:image.tar", try Self.saved())
        let cache = try TemporaryFolder()
        let first = try await pack.seal("a.valise") {
            $0.platforms = [.amd64]; $0.cacheFolder = cache.path
        }
        let second = try await pack.seal("b.valise") {
            $0.platforms = [.amd64]; $0.cacheFolder = cache.path
        }
        #expect(first.id == second.id)
    }

    @Test func anotherNameOrPlatformIsRefused() async throws {
        let other = try Self.pack("docker-archive:image.tar#nobody:2", try Self.saved())
        let absent = await #expect(throws: Problems.self) { try await other.collect { $0.platforms = [.amd64] } }
        #expect(
            absent?.all.map(\.message) == [
                "cannot pack the image `web:1`: the archive `docker-archive:image.tar#nobody:2` has none of this name"
            ])
        let pack = try Self.pack("docker-archive:image.tar", try Self.saved())
        let problems = await #expect(throws: Problems.self) { try await pack.collect { $0.platforms = [.arm64] } }
        #expect(problems?.all.map(\.found) == ["linux/amd64"])
    }

    @Test(arguments: SampleImage.Storage.allCases)
    func aLayoutInATar(_ storage: SampleImage.Storage) async throws {
        let pack = try Self.pack("oci-archive:image.tar", try SampleImage.store(try Self.layout(), as: storage))
        let content = try await pack.collect { $0.platforms = [.amd64, .arm64] }
        #expect(content.images.first?.platforms.map(\.platform) == [.amd64, .arm64])
        #expect(content.images.first?.source == "oci-archive:image.tar")
    }

    @Test func aDamagedLayoutIsRefused() async throws {
        let pack = try Self.pack(
            "oci-archive:image.tar",
            try Self.layout { _, bytes in Array(bytes.dropLast()) + [bytes[bytes.count - 1] ^ 1] })
        let problems = await #expect(throws: Problems.self) { try await pack.collect { $0.platforms = [.amd64] } }
        #expect(
            problems?.all.map(\.message) == [
                "cannot read the archive `oci-archive:image.tar`: a blob is not what its name says"
            ])
    }

    @Test func whatIsMissingIsNamed() throws {
        let sheet = SampleDefinition.sheet + "images: { \"web:1\": \"docker-archive:none.tar\" }\n"
        let definition = try SampleDefinition(["valise.yaml": sheet])
        #expect(
            try definition.refusals() == [
                "valise.yaml:3:20 image.no-archive: cannot take the image `web:1` from `none.tar`: there is no such file"
            ])
        let odd = try SampleDefinition([
            "valise.yaml": SampleDefinition.sheet + "images: { \"web:1\": \"tarball:x\" }\n"
        ])
        #expect(try odd.errors().map(\.code) == ["definition.wrong-value"])
    }
}

extension Platform {
    fileprivate static let amd64 = Platform(os: "linux", architecture: "amd64")
    fileprivate static let arm64 = Platform(os: "linux", architecture: "arm64")
}
