import ArchiveIO
import Opening
import TestKit
import Testing
import Vocabulary

/// Bundles that somebody made to mislead: every entry is well formed, every digest fits, but they do not say what a writer says.
@Suite struct HostileBundleTests {
    let folder: TemporaryFolder
    let sample: SampleBundle
    init() throws {
        folder = try TemporaryFolder()
        sample = try SampleBundle.small()
    }

    /// What reading these entries ends with.
    private func refusal(_ entries: [SampleBundle.Entry], modified: Int64? = nil) throws -> Problem {
        let path = folder.path.appending("x.valise")
        try SampleBundle.write(entries, modified: modified ?? sample.manifest.created, to: path)
        let problem = try #require(try OpeningTests.refusal(of: path))
        #expect(problem.exit == .bundle)
        if !problem.code.rawValue.hasPrefix("content."), problem.code != "bundle.layer" {
            #expect(problem.consequence == "nothing was changed")
        }
        return problem
    }

    private func message(_ what: String) -> String { "cannot read the bundle `\(folder.path)/x.valise`: \(what)" }

    private func blob(_ bytes: [UInt8]) -> SampleBundle.Entry {
        .init(name: BundleDocuments.blobName(.of(bytes)), bytes: bytes)
    }

    // MARK: Entries

    @Test func aBlobThatNothingRefersToIsRefused() throws {
        let stray = blob([1, 2, 3])
        let problem = try refusal(try sample.entries() + [stray])
        #expect(problem.code == "bundle.entries")
        #expect(problem.message == message("nothing refers to `\(stray.name)`"))
        for name in [
            "readme", "signatures/x.sshsig", "signatures/\(String(repeating: "A", count: 40)).sshsig",
            "blobs/sha512/aa",
            "signatures/\(String(repeating: "a", count: 40)).sshsig.sshsig",
        ] {
            #expect(try refusal(try sample.entries() + [.init(name: name, bytes: [])]).code == "bundle.entries")
        }
    }

    @Test func everyMissingBlobIsFound() throws {
        let entries = try sample.entries()
        for index in entries.indices.dropFirst(3) {
            var fewer = entries
            let gone = fewer.remove(at: index)
            let problem = try refusal(fewer)
            #expect(problem.code == "bundle.entries")
            #expect(problem.message == message("`\(gone.name)` is missing"), "\(index)")
        }
        for index in 0..<3 {
            var fewer = entries
            fewer.remove(at: index)
            #expect(try refusal(fewer).code == "bundle.not-a-bundle")
        }
    }

    @Test func anotherOrderIsRefused() throws {
        var entries = try sample.entries()
        entries.swapAt(entries.count - 1, entries.count - 2)
        #expect(try refusal(entries).code == "bundle.entries")
        entries = try sample.entries()
        entries.swapAt(1, 2)
        #expect(try refusal(entries).code == "bundle.not-a-bundle")
    }

    @Test func aSecondRootIsRefused() throws {
        // Under a name that a reader of OCI layouts or of archives could take for the root.
        for name in ["index.json.bak", "blobs/index.json", "repositories", "./index.json"] where name != "./index.json"
        {
            let other = SampleBundle.Entry(name: name, bytes: try sample.entries()[1].bytes)
            #expect(try refusal(try sample.entries() + [other]).code == "bundle.entries")
        }
        // And a second bundle in the index.
        var entries = try sample.entries()
        var index = try CanonicalJSON.decode(ImageIndex.self, from: entries[1].bytes)
        index.manifests.append(index.manifests[0])
        entries[1].bytes = try CanonicalJSON.encode(index)
        #expect(try refusal(entries).code == "bundle.inconsistent")
    }

    @Test func contentOfTheSameSizeUnderAnothersNameIsFound() throws {
        let entries = try sample.entries()
        for index in entries.indices where !entries[index].bytes.isEmpty {
            var changed = entries
            changed[index].bytes[changed[index].bytes.count / 2] ^= 0x20
            #expect(try refusal(changed).exit == .bundle, "\(index)")
            changed = entries
            changed[index].bytes.append(0x20)
            #expect(try refusal(changed).exit == .bundle, "\(index)")
        }
    }

    @Test func anotherTimeIsRefused() throws {
        let problem = try refusal(try sample.entries(), modified: 1)
        #expect(problem.code == "bundle.inconsistent")
        #expect(problem.message == message("the time of the entries is not the bundle's"))
    }

    // MARK: Documents

    @Test func manifestJSONMustSayWhatTheIndexSays() throws {
        var entries = try sample.entries()
        for text in ["[]", "{}", "", String(decoding: entries[2].bytes, as: UTF8.self) + "\n"] {
            entries[2].bytes = Array(text.utf8)
            let problem = try refusal(entries)
            #expect(problem.code == "bundle.inconsistent")
            #expect(problem.message == message("`manifest.json` does not say what `index.json` says"))
        }
    }

    @Test func documentsInAnotherFormAreRefused() throws {
        var entries = try sample.entries()
        entries[1].bytes.append(UInt8(ascii: "\n"))
        let problem = try refusal(entries)
        #expect(problem.code == "bundle.not-canonical")
        #expect(problem.message == message("`index.json` is not written as valise writes it"))
        entries = try sample.entries()
        let text = String(decoding: entries[1].bytes, as: UTF8.self)
        entries[1].bytes = Array(
            text.replacing(#""schemaVersion":2"#, with: #""schemaVersion":2,"schemaVersion":2"#).utf8)
        #expect(["bundle.not-canonical", "bundle.json"].contains(try refusal(entries).code))
        entries = try sample.entries()
        entries[0].bytes = Array(#"{"imageLayoutVersion": "1.0.0"}"#.utf8)
        #expect(try refusal(entries).code == "bundle.not-canonical")
    }

    @Test func aNewerFormatIsNamed() throws {
        var newer = sample
        newer.manifest.formatVersion = 2
        let problem = try refusal(try newer.entries())
        #expect(problem.code == "bundle.newer-format")
        #expect(problem.message == message("it was written by a newer valise"))
        #expect(problem.expected == "format 1")
        #expect(problem.found == "format 2")
        #expect(problem.hint == "use the `valise` that came with the bundle, or a newer one")

        // Also where it holds what this reader cannot decode.
        #expect(try refusal(try withManifest(#"{"formatVersion":2,"anything":[]}"#)).code == "bundle.newer-format")
        #expect(try refusal(try withManifest(#"{"formatVersion":0}"#)).code == "bundle.inconsistent")
        #expect(try refusal(try withManifest(#"{"formatVersion":1}"#)).code == "bundle.json")
        #expect(try refusal(try withManifest("{}")).code == "bundle.json")

        var entries = try sample.entries()
        let text = String(decoding: entries[1].bytes, as: UTF8.self)
        entries[1].bytes = Array(text.replacing("valise.bundle.v1", with: "valise.bundle.v7").utf8)
        let later = try refusal(entries)
        #expect(later.code == "bundle.newer-format")
        #expect(later.found == "`application/vnd.valise.bundle.v7`")
    }

    /// A bundle whose bundle manifest is this text.
    private func withManifest(_ text: String) throws -> [SampleBundle.Entry] {
        let config = Array(text.utf8)
        let own = try CanonicalJSON.encode(
            ImageManifest(artifactType: .bundle, config: .of(config, as: .bundleManifest), layers: []))
        var entry = Descriptor.of(own, as: .imageManifest)
        entry.artifactType = .bundle
        return [
            .init(name: BundleDocuments.layoutName, bytes: BundleDocuments.layout),
            .init(name: BundleDocuments.indexName, bytes: try CanonicalJSON.encode(ImageIndex(manifests: [entry]))),
            .init(name: BundleDocuments.rescueName, bytes: Array("[]".utf8)), blob(own), blob(config),
        ]
    }

    @Test func anOCILayoutOfSomethingElseIsNoBundle() throws {
        var entries = try sample.entries()
        let index = try CanonicalJSON.decode(ImageIndex.self, from: entries[1].bytes)
        entries[1].bytes = try CanonicalJSON.encode(ImageIndex(manifests: Array(index.manifests.dropFirst())))
        let problem = try refusal(entries)
        #expect(problem.code == "bundle.not-a-bundle")
        #expect(problem.found == "an OCI image layout of something else")
        entries[1].bytes = try CanonicalJSON.encode(ImageIndex(manifests: []))
        #expect(try refusal(entries).code == "bundle.not-a-bundle")
    }

    @Test func documentsThatAreTooDeepOrTooLargeAreRefused() throws {
        var entries = try sample.entries()
        for depth in [33, 100_000] {
            entries[1].bytes = Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
            let problem = try refusal(entries)
            #expect(problem.code == "bundle.json")
            #expect(problem.expected == "at most 32 levels of JSON")
        }
        entries[1].bytes = [UInt8](repeating: 0x20, count: (4 << 20) + 1)
        let problem = try refusal(entries)
        #expect(problem.code == "archive.too-large")
        #expect(problem.expected == "at most 4.0 MiB")
        for text in ["", "null", "7", "{", "\u{0}", "{\"schemaVersion\":1e99,\"manifests\":[]}"] {
            entries[1].bytes = Array(text.utf8)
            #expect(try refusal(entries).code == "bundle.json", "\(text)")
        }
    }
}
