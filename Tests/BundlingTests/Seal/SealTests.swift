import ArchiveIO
import Foundation
import TestKit
import Testing
import Vocabulary

@testable import Bundling

/// From an `oci:` folder to a bundle, without any engine.
@Suite struct SealTests {
    static let sheet = """
        name: app
        version: 1.0.0
        platforms: [linux/amd64, linux/arm64]
        images: { "web:1": "oci:build/web" }
        data: [./data]

        """
    static let compose = """
        services:
          web:
            image: web:1
            volumes: ["./a.conf:/etc/a.conf:ro", "./data:/srv"]

        """

    static func definition(_ storage: SampleImage.Storage = .gzip) throws -> TemporaryFolder {
        let sample = try SampleDefinition(["valise.yaml": sheet, "compose.yaml": compose, "a.conf": "x\n"])
        let platforms = ["linux/amd64", "linux/arm64"].compactMap { Platform($0) }
        try SampleLayout.write(
            [(nil, try SampleLayout.image(platforms: platforms, storage: storage))], to: sample.folder, at: "build/web")
        return sample.folder
    }

    @Test func holdsWhatItSays() async throws {
        let pack = try Pack(try Self.definition())
        let bundle = try await pack.seal { $0.sourceDate = 1_700_000_000 }
        let archive = try ArchiveFile(opening: bundle.path)
        let documents = try BundleDocuments.derive(from: bundle.manifest)
        #expect(
            archive.entries.map(\.name)
                == ["oci-layout", "index.json", "manifest.json"]
                + documents.blobs.map { BundleDocuments.blobName($0.digest) })
        for blob in documents.blobs {
            let entry = try #require(archive.entries.first { $0.name == BundleDocuments.blobName(blob.digest) })
            var reader = RegionReader(archive.region(of: entry))
            let bytes = try #require(try reader.readAll(limit: 1 << 20))
            #expect(Digest.of(bytes) == blob.digest)
        }
        #expect(bundle.id == documents.id)
        #expect(bundle.manifest.created == 1_700_000_000)
        #expect(bundle.manifest.writer == "valise test")
        #expect(bundle.manifest.files.map(\.path.rawValue) == ["a.conf", "compose.yaml", "valise.yaml"])
        #expect(bundle.manifest.platforms.map(\.description) == ["linux/amd64", "linux/arm64"])
        let image = try #require(bundle.manifest.images.first)
        #expect(image.reference.description == "docker.io/library/web:1")
        #expect(image.source == "oci:build/web")
        #expect(image.platforms.count == 2)
        // Two platforms share their layers: two, not four.
        #expect(documents.blobs.filter { $0.mediaType == .layerTarZstd }.count == 2)
        #expect(bundle.manifest.dataFolders.map(\.path.rawValue) == ["data"])
    }

    /// The promise of the format: the same input and lock give the same bytes, wherever they lie and however the layers came.
    @Test func sameBytesOnTwoPaths() async throws {
        let first = try Pack(try Self.definition(.gzip))
        let bundle = try await first.seal()
        #expect(bundle.lock == .written)
        let second = try Pack(try Self.definition(.zstd))
        try second.folder.write(try first.folder.read("valise.lock"), at: "valise.lock")
        // Modes as another umask leaves them, and times of another day.
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o664, .modificationDate: Date(timeIntervalSince1970: 1)],
            ofItemAtPath: second.folder.path.appending("a.conf").rawValue)
        let other = try await second.seal("other.valise")
        #expect(other.lock == .unchanged)
        #expect(other.id == bundle.id)
        #expect(try second.bytes("other.valise") == first.bytes())
    }

    @Test func timeStaysWithTheLock() async throws {
        let pack = try Pack(try Self.definition())
        try await pack.seal("a.valise") { $0.sourceDate = 1_600_000_000 }
        let later = try await pack.seal("b.valise")
        #expect(later.manifest.created == 1_600_000_000)
        // A new version of the application has a time of its own.
        let text = String(decoding: try pack.folder.read("valise.yaml"), as: UTF8.self)
        try pack.folder.write(text.replacing("1.0.0", with: "1.0.1"), at: "valise.yaml")
        let next = try await pack.seal("c.valise")
        #expect(next.manifest.created > 1_600_000_000)
        #expect(next.lock == .written)
    }

    @Test func preserveKeepsLayers() async throws {
        let pack = try Pack(try Self.definition(.gzip))
        let bundle = try await pack.seal { $0.layers = .preserved }
        let layers = try #require(bundle.manifest.images.first?.platforms.first?.layers)
        #expect(layers.allSatisfy { $0.stored.mediaType == .layerTarGzip })
        let kept = try SampleLayout.image().image.platforms.first?.layers.map(\.stored.digest)
        #expect(layers.map(\.stored.digest) == kept)
    }

    @Test func nothingIsLeftBehind() async throws {
        let pack = try Pack(try Self.definition())
        try await pack.seal()
        #expect(try pack.work.names() == ["out.valise"])
    }

    /// No half file under the final name, and none beside it.
    @Test func folderThatIsNotThere() async throws {
        let pack = try Pack(try Self.definition())
        let content = try await pack.collect()
        let problem = #expect(throws: Problem.self) {
            try seal(content, to: pack.work.path.appending("no/out.valise"), writer: "valise test", progress: { _ in })
        }
        #expect(problem?.code == "file.unwritable")
        #expect(!FileManager.default.fileExists(atPath: pack.folder.path.appending("valise.lock").rawValue))
    }

    @Test func fileThatChangedMeanwhile() async throws {
        let pack = try Pack(try Self.definition())
        let content = try await pack.collect()
        try pack.folder.write("another length\n", at: "a.conf")
        let problem = #expect(throws: Problem.self) {
            try seal(content, to: pack.work.path.appending("out.valise"), writer: "valise test", progress: { _ in })
        }
        #expect(problem?.code == "definition.changed")
        #expect(try pack.work.names().filter { !$0.hasPrefix(".valise-pack") } == [])
    }

    @Test func platformThatIsNotThere() async throws {
        let pack = try Pack(try Self.definition())
        let problems = await #expect(throws: Problems.self) {
            try await pack.collect { $0.platforms = [Platform(os: "linux", architecture: "riscv64")] }
        }
        let problem = try #require(problems?.all.first)
        #expect(
            problem.line
                == "compose.yaml:3:5 image.wrong-platform: cannot pack the image `web:1`: the image layout `oci:build/web` has it for other platforms"
        )
        #expect(problem.expected == "linux/riscv64")
        #expect(problem.found == "linux/amd64, linux/arm64")
    }

    @Test func damagedLayoutIsRefused() async throws {
        let folder = try Self.definition()
        let layer = try #require(try SampleLayout.image().image.platforms.first?.layers.first?.stored.digest)
        try folder.write("damaged", at: "build/web/blobs/sha256/\(layer.hex)")
        let problem = await #expect(throws: Problem.self) { try await Pack(folder).collect() }
        #expect(problem?.exit == .definition)
        #expect(problem?.code == "layout.digest")
    }
}
