import ArchiveIO
import Opening
import TestKit
import Testing
import Vocabulary

/// Bundle manifests that a writer could not have written: everything derived from them fits, they themselves do not.
@Suite struct InconsistentBundleTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    private func refusal(_ change: (inout SampleBundle) throws -> Void) throws -> Problem {
        var sample = try SampleBundle.small()
        try change(&sample)
        let path = folder.path.appending("x.valise")
        try SampleBundle.write(try sample.entries(), modified: sample.manifest.created, to: path)
        return try #require(try OpeningTests.refusal(of: path))
    }

    @Test func whatImagesSayMustFitTogether() throws {
        let digest = Digest.of([1])
        let changes: [(String, (inout SampleBundle) throws -> Void)] = [
            ("plain index", { $0.manifest.images[0].plainIndex.digest = digest }),
            ("plain manifest", { $0.manifest.images[0].platforms[0].plainManifest.digest = digest }),
            ("diff_id", { $0.manifest.images[0].platforms[0].layers[0].diffID = digest }),
            ("plain size", { $0.manifest.images[0].platforms[0].layers[0].plainSize += 1 }),
            ("platform", { $0.manifest.images[0].platforms[0].platform.architecture = "riscv64" }),
            ("order of platforms", { $0.manifest.images[0].platforms.reverse() }),
            ("fewer platforms", { $0.manifest.images[0].platforms.removeLast() }),
            ("order of images", { $0.manifest.images.reverse() }),
            ("an image twice", { $0.manifest.images.append($0.manifest.images[1]) }),
            ("media type", { $0.manifest.images[0].platforms[0].layers[0].stored.mediaType = .layerTar }),
            ("negative size", { $0.manifest.images[0].platforms[0].layers[0].plainSize = -1 }),
        ]
        for (what, change) in changes {
            let problem = try refusal(change)
            #expect(problem.code == "bundle.inconsistent", "\(what): \(problem)")
            #expect(problem.exit == .bundle)
        }
        #expect(
            try refusal { $0.manifest.images[0].platforms[0].layers[0].stored.size += 1 }.code == "bundle.entries")
        #expect(try refusal { $0.manifest.images[0].platforms = [] }.exit == .bundle)
    }

    @Test func whatFilesSayMustFitTogether() throws {
        let path = try #require(RelativePath("empty/below"))
        let changes: [(String, (inout SampleBundle) throws -> Void)] = [
            ("order", { $0.manifest.files.reverse() }),
            ("twice", { $0.manifest.files.append($0.manifest.files[2]) }),
            ("mode", { $0.manifest.files[0].mode = 0o10000 }),
            ("negative mode", { $0.manifest.files[0].mode = -1 }),
            ("Compose file", { $0.manifest.composeFiles = [path] }),
            ("below a file", { $0.manifest.files.append(BundledFile(path: path, mode: 0o755, content: .folder)) }),
            ("data below a file", { $0.manifest.dataFolders[0].path = path }),
            ("owner", { $0.manifest.dataFolders[0].owner = -1 }),
            ("profiles", { $0.manifest.profiles.append($0.manifest.profiles[0]) }),
        ]
        for (what, change) in changes {
            let problem = try refusal(change)
            #expect(problem.code == "bundle.inconsistent", "\(what): \(problem)")
        }
    }

    /// Paths are refused while they are decoded: `RelativePath` has no value for them.
    @Test func pathsThatLeadOutAreRefused() throws {
        for bad in ["../evil", "/etc/evil", "a/../b", "./a", ""] {
            let sample = try SampleBundle.small()
            let old = try BundleDocuments.derive(from: sample.manifest).bundleManifest.bytes
            let text = String(decoding: old, as: UTF8.self).replacing(#""path":"empty""#, with: #""path":"\#(bad)""#)
            let config = Array(text.utf8)
            #expect(config != old)
            let own = try CanonicalJSON.encode(
                ImageManifest(artifactType: .bundle, config: .of(config, as: .bundleManifest), layers: []))
            var root = Descriptor.of(own, as: .imageManifest)
            root.artifactType = .bundle
            let path = folder.path.appending("x.valise")
            try SampleBundle.write(
                [
                    .init(name: BundleDocuments.layoutName, bytes: BundleDocuments.layout),
                    .init(
                        name: BundleDocuments.indexName,
                        bytes: try CanonicalJSON.encode(ImageIndex(manifests: [root]))),
                    .init(name: BundleDocuments.rescueName, bytes: []),
                    .init(name: BundleDocuments.blobName(.of(own)), bytes: own),
                    .init(name: BundleDocuments.blobName(.of(config)), bytes: config),
                ], modified: sample.manifest.created, to: path)
            #expect(try OpeningTests.refusal(of: path)?.code == "bundle.json", "\(bad)")
        }
    }

    // MARK: Layers

    /// A bundle whose first layer of `db` is stored as these bytes.
    private func layer(_ stored: [UInt8], as type: MediaType, of tar: [UInt8], size: Int64? = nil) throws -> Problem? {
        let platform = Platform(os: "linux", architecture: "amd64")
        var image = try SampleImage(
            try reference("x:1"), services: [], platforms: [platform],
            layers: [.init(files: [String: [UInt8]](), storage: .plain)])
        let layer = BundledLayer(
            stored: .of(stored, as: type), diffID: .of(tar), plainSize: size ?? Int64(tar.count))
        let config = Array(
            #"{"architecture":"amd64","os":"linux","rootfs":{"diff_ids":["\#(layer.diffID)"],"type":"layers"}}"#.utf8)
        let manifest = try CanonicalJSON.encode(
            ImageManifest(config: .of(config, as: .imageConfiguration), layers: [layer.stored]))
        var entry = Descriptor.of(manifest, as: .imageManifest)
        let packed = entry
        entry.platform = platform
        let index = try CanonicalJSON.encode(ImageIndex(manifests: [entry]))
        let source = PlainForm.Source(
            platform: platform, config: .of(config, as: .imageConfiguration), layers: [layer])
        let plain = try PlainForm.derive(from: [source])
        image.image.packedIndex = .of(index, as: .imageIndex)
        image.image.plainIndex = plain.index.descriptor
        image.image.platforms = [
            BundledPlatform(
                platform: platform, config: source.config, packedManifest: packed,
                plainManifest: plain.manifests[0].descriptor, layers: [layer])
        ]
        image.blobs = [:]
        for bytes in [stored, config, manifest, index] { image.blobs[.of(bytes)] = bytes }
        guard let name = ApplicationName("x"), let version = Version("1") else { throw Unexpected() }
        let path = folder.path.appending("x.valise")
        try SampleBundle(name: name, version: version, images: [image], files: ["compose.yaml": ""]).write(to: path)
        // Small content is sound: only reading the layer shows it.
        _ = try verify(try open(path))
        return try OpeningTests.refusal(of: path)
    }

    @Test func layersThatAreNotWhatIsSaidAreFound() throws {
        let tar = [UInt8](repeating: 7, count: 5000)
        let zstd = try SampleImage.store(tar, as: .zstd)
        let gzip = try SampleImage.store(tar, as: .gzip)
        #expect(try layer(zstd, as: .layerTarZstd, of: tar) == nil)
        #expect(try layer(gzip, as: .layerTarGzip, of: tar) == nil)
        #expect(try layer(tar, as: .layerTar, of: tar) == nil)
        #expect(try layer(gzip, as: .dockerLayerTarGzip, of: tar) == nil)

        #expect(try layer(zstd, as: .layerTarZstd, of: [1, 2, 3])?.code == "bundle.layer")
        #expect(try layer(tar, as: .layerTar, of: [1, 2, 3])?.code == "bundle.layer")
        #expect(try layer(zstd, as: .layerTarGzip, of: tar)?.code == "content.damaged")
        #expect(try layer(gzip, as: .layerTarZstd, of: tar)?.code == "content.damaged")
        #expect(try layer(zstd.dropLast(3), as: .layerTarZstd, of: tar)?.code == "content.cut-off")
        #expect(try layer(zstd + [0], as: .layerTarZstd, of: tar)?.exit == .bundle)
        let short = try #require(try layer(zstd, as: .layerTarZstd, of: tar, size: 5001))
        #expect(short.code == "bundle.layer")
        #expect(short.found == "5000 bytes")
        #expect(short.message.hasSuffix("of `x:1` is damaged"))
        #expect(short.consequence == "`x:1` cannot be loaded from this copy")
        #expect(short.hint == "copy the bundle again from where it came from, and compare both with `sha256sum`")
        let cut = try #require(try layer(zstd.dropLast(3), as: .layerTarZstd, of: tar))
        #expect(cut.found?.hasSuffix("its compressed data are cut off") == true)
        #expect(try layer([], as: .layerTarZstd, of: tar)?.code == "content.cut-off")
    }

    @Test func aBombIsLeftAtItsAnnouncedSize() throws {
        let bomb = try SampleImage.store([UInt8](repeating: 0, count: 64 << 20), as: .zstd)
        #expect(bomb.count < 32 << 10)
        let problem = try #require(
            try layer(bomb, as: .layerTarZstd, of: [UInt8](repeating: 0, count: 1000), size: 1000))
        #expect(problem.code == "bundle.layer")
        #expect(problem.found == "more than 1000 bytes")
    }

    @Test func tooLongAWindowIsRefused() throws {
        var packed = BytesWriter()
        let compressor = try ZstdCompressor(level: 1, windowLog: 28)
        try [UInt8]([1, 2, 3]).withUnsafeBytes { try compressor.compress($0, to: &packed) }
        try compressor.finish(to: &packed)
        #expect(
            try layer(packed.bytes, as: .layerTarZstd, of: [1, 2, 3])?.code == "content.window-too-large")
    }
}
