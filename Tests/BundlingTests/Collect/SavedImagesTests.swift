import ArchiveIO
import TestKit
import Testing
import Vocabulary

@testable import Bundling

/// The two forms in which engines export images, and what is wrong with a damaged one.
@Suite struct SavedImagesTests {
    let folder: TemporaryFolder
    let intake: LayerIntake

    init() throws {
        folder = try TemporaryFolder()
        intake = try LayerIntake.test(folder, .packed(level: 3))
    }

    static func config(_ layers: [[UInt8]]) throws -> [UInt8] {
        let ids = layers.map { "\"\(Digest.of($0))\"" }.joined(separator: ",")
        return Array(
            #"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[\#(ids)]}}"#.utf8)
    }

    static func manifest(_ config: String, _ tags: String, _ layers: [String]) -> [UInt8] {
        let names = layers.map { "\"\($0)\"" }.joined(separator: ",")
        return Array(#"[{"Config":"\#(config)","RepoTags":\#(tags),"Layers":[\#(names)]}]"#.utf8)
    }

    func images(_ tar: [UInt8]) throws -> [SavedImages.Image] {
        try SavedImages(reading: BytesReader(tar)) { content, size, name in
            try intake.take(content, size: size, of: name).diffID
        }.images()
    }

    /// 20.10: a layer that was there before is a link, and `manifest.json` is the last member.
    @Test func classicForm() throws {
        let layer = try Tar.of([Tar.file("a", "x")])
        let config = try Self.config([layer, layer])
        let name = "\(Digest.of(config).hex).json"
        let tar = try Tar.of([
            Tar.folder("one"), Tar.file("one/VERSION", "1.0"), Tar.file("one/json", "{}"),
            Tar.file("one/layer.tar", layer),
            Tar.folder("two"), Tar.link("two/layer.tar", "../one/layer.tar"), Tar.file(name, config),
            Tar.file("repositories", "{}"),
            Tar.file("manifest.json", Self.manifest(name, #"["web:1"]"#, ["one/layer.tar", "two/layer.tar"])),
        ])
        let image = try #require(try images(tar).first)
        #expect(image.references.map(\.familiar) == ["web:1"])
        #expect(image.configuration == config)
        #expect(image.diffIDs == [.of(layer), .of(layer)])
    }

    /// Podman and skopeo: layers stand at the top, named by their digest, and what Docker has in their place are links.
    @Test func formOfPodman() throws {
        let layer = try Tar.of([Tar.file("a", "x")])
        let config = try Self.config([layer])
        let name = "\(Digest.of(config).hex).json"
        let path = "\(Digest.of(layer).hex).tar"
        let tar = try Tar.of([
            Tar.file(path, layer), Tar.file(name, config), Tar.link("one/layer.tar", "../\(path)"),
            Tar.file("one/VERSION", "1.0"), Tar.file("one/json", "{}"),
            Tar.file("manifest.json", Self.manifest(name, #"["docker.io/library/web:1"]"#, [path])),
            Tar.file("repositories", "{}"),
        ])
        let image = try #require(try images(tar).first)
        #expect(image.references.map(\.familiar) == ["web:1"])
        #expect(image.diffIDs == [.of(layer)])
    }

    /// 25 and newer: blobs without names, compressed or not.
    @Test(arguments: SampleImage.Storage.allCases) func layoutForm(_ storage: SampleImage.Storage) throws {
        let plain = try Tar.of([Tar.file("a", "x")])
        let layer = try SampleImage.store(plain, as: storage)
        let config = try Self.config([plain])
        let name = "blobs/sha256/\(Digest.of(config).hex)"
        let path = "blobs/sha256/\(Digest.of(layer).hex)"
        let tar = try Tar.of([
            Tar.folder("blobs"), Tar.file(path, layer), Tar.file(name, config), Tar.file("index.json", "{}"),
            Tar.file("manifest.json", Self.manifest(name, "null", [path])), Tar.file("oci-layout", "{}"),
        ])
        let image = try #require(try images(tar).first)
        #expect(image.references.isEmpty)
        #expect(image.digest == .of(config))
        #expect(image.diffIDs == [.of(plain)])
    }

    /// However a layer comes, it is stored as the same bytes.
    @Test func sameLayerSameBytes() throws {
        let plain = try Tar.of([Tar.file("a", String(repeating: "valise ", count: 10_000))])
        var stored: Set<BundledLayer> = []
        for storage in SampleImage.Storage.allCases {
            let fresh = try LayerIntake.test(folder, .packed(level: 6), named: "\(storage)")
            let bytes = try SampleImage.store(plain, as: storage)
            stored.insert(try fresh.take(BytesReader(bytes), size: Int64(bytes.count), of: "a layer"))
        }
        #expect(stored.count == 1)
        #expect(stored.first?.unpackedSize == 72 << 10)
    }

    @Test(arguments: SampleImage.Storage.allCases) func preservedAsItComes(_ storage: SampleImage.Storage) throws {
        let plain = try Tar.of([Tar.file("a", "x")])
        let bytes = try SampleImage.store(plain, as: storage)
        let keeping = try LayerIntake.test(folder, .preserved, named: "kept")
        let layer = try keeping.take(BytesReader(bytes), size: Int64(bytes.count), of: "a layer")
        #expect(layer.stored.digest == .of(bytes))
        #expect(layer.diffID == .of(plain))
        #expect(layer.plainSize == Int64(plain.count))
        #expect(layer.unpackedSize == 4096)
        var reader = try LayerReading.open(layer.stored, in: keeping.cache.store, "a layer")
        #expect(try reader.readAll(limit: 1 << 20) == plain)
    }

    @Test func damagedOnesAreRefused() throws {
        let layer = try Tar.of([Tar.file("a", "x")])
        let config = try Self.config([layer])
        let name = "\(Digest.of(config).hex).json"
        let manifest = Tar.file("manifest.json", Self.manifest(name, "[]", ["one/layer.tar"]))
        let cases: [(String, [(TarHeader, [UInt8])], String)] = [
            ("no manifest", [Tar.file(name, config)], "it has no `manifest.json`"),
            ("no JSON", [Tar.file("manifest.json", "[{]")], "its `manifest.json` cannot be read"),
            ("no config", [manifest], "the config `\(name)` is missing"),
            ("no layer", [manifest, Tar.file(name, config)], "the layer `one/layer.tar` is missing"),
            (
                "circle", [manifest, Tar.file(name, config), Tar.link("one/layer.tar", "../one/layer.tar")],
                "the layer `one/layer.tar` is missing"
            ),
            (
                "other config", [manifest, Tar.file(name, config + [10]), Tar.file("one/layer.tar", layer)],
                "the config `\(name)` is not what its name says"
            ),
        ]
        for (what, members, words) in cases {
            let problem = #expect(throws: Problem.self, "\(what)") { try images(try Tar.of(members)) }
            #expect(problem?.message == "cannot read the engine's export: \(words)", "\(what)")
            #expect(problem?.exit == .step)
        }
    }

    @Test func foreignLayersAreRefused() throws {
        let layer = try Tar.of([Tar.file("a", "x")])
        let config = try Self.config([try Tar.of([Tar.file("b", "y")])])
        let name = "\(Digest.of(config).hex).json"
        let tar = try Tar.of([
            Tar.file("one/layer.tar", layer), Tar.file(name, config),
            Tar.file("manifest.json", Self.manifest(name, #"["web:1"]"#, ["one/layer.tar"])),
        ])
        let problem = #expect(throws: Problem.self) { try images(tar) }
        #expect(problem?.message == "cannot pack the image `web:1`: its layers are not those of its config")
        #expect(problem?.code == "image.damaged")
    }

    /// The connection breaks off, at any byte: never an image.
    @Test func cutOffIsRefused() throws {
        let layer = try Tar.of([Tar.file("a", "x")])
        let config = try Self.config([layer])
        let name = "\(Digest.of(config).hex).json"
        let tar = try Tar.of([
            Tar.file("one/layer.tar", layer), Tar.file(name, config),
            Tar.file("manifest.json", Self.manifest(name, #"["web:1"]"#, ["one/layer.tar"])),
        ])
        let end = tar.count - 1024 - 512  // the last member's content, and the end mark
        for length in stride(from: 0, to: end, by: 97) {
            #expect(throws: (any Error).self, "\(length)") { try images(Array(tar[..<length])) }
        }
    }
}
