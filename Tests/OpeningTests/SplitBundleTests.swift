import ArchiveIO
import Foundation
import Opening
import TestKit
import Testing
import Vocabulary

/// A bundle in parts is the bundle; parts that are missing, surplus, swapped, cut off or another's are refused by name.
@Suite struct SplitBundleTests {
    let folder: TemporaryFolder
    /// Of the whole, as `NAME-VERSION.valise`.
    let whole: AbsolutePath
    init() throws {
        folder = try TemporaryFolder()
        whole = folder.path.appending("s.valise")
    }

    /// Parts of a size that is no multiple of a tar block: headers, contents and paddings lie over their borders.
    private func write(_ sample: SampleBundle, parts size: Int64 = 3001) throws -> [AbsolutePath] {
        try sample.write(to: whole, volumes: .parts(of: size))
        return try folder.names().map { folder.path.appending($0) }
    }

    private func read(_ path: AbsolutePath) throws -> [UInt8] { try folder.read(path.lastComponent) }

    private func put(_ bytes: some Sequence<UInt8>, at path: AbsolutePath) throws {
        try folder.write(Array(bytes), at: path.lastComponent)
    }

    private func refused(_ path: AbsolutePath? = nil) throws -> Problem {
        let problem = try #require(try refusal(of: path ?? whole))
        #expect(problem.exit == .bundle)
        return problem
    }

    @Test func anyPartOpensTheWholeBundle() throws {
        let sample = try SampleBundle.small()
        let one = folder.path.appending("one")
        try sample.write(to: one)
        let bytes = try folder.read("one")
        let id = try open(one).id
        try folder.remove("one")
        let parts = try write(sample)
        #expect(parts.count > 5)
        #expect(try parts.flatMap(read) == bytes)
        for path in [parts[0], parts[1], parts[parts.count - 1], whole] {
            let bundle = try verify(try open(path))
            #expect(bundle.id == id)
            #expect(bundle.path == parts[0])
            #expect(bundle.paths == parts)
            #expect(bundle.size.bytes == Int64(bytes.count))
            #expect(try readAll(path).layers == 4)
        }
        // `cat` of the parts is the bundle; and so is one part that is all of it.
        try put(bytes, at: folder.path.appending("t.valise"))
        #expect(try readAll(folder.path.appending("t.valise")).id == id)
        try put(bytes, at: folder.path.appending("u.valise.001"))
        #expect(try readAll(folder.path.appending("u.valise.001")).id == id)
    }

    /// What a registry gives out of parts is what it gives out of one file, layers over several parts among it.
    @Test(arguments: ServedForm.allCases) func blobsOverSeveralPartsAreServedWhole(form: ServedForm) throws {
        _ = try write(try SampleBundle.small(), parts: 211)
        let registry = BundleRegistry(bundle: try verify(try open(whole)), preferred: form)
        var most = 0
        for image in registry.bundle.manifest.images {
            for layer in image.platforms.flatMap(\.layers) {
                for digest in [layer.stored.digest, layer.diffID] {
                    let body = try #require(try registry.blob(in: image.reference.servedRepository, digest: digest))
                    let bytes: [UInt8]?
                    switch body {
                    case .bytes(let content): bytes = content
                    case .regions(let regions):
                        bytes = try Region.bytes(of: regions)
                        most = max(most, regions.pieces.count)
                    case .generated(_, let open):
                        var reader = try open()
                        bytes = try reader.readAll(limit: 1 << 20)
                    }
                    #expect(bytes.map { Digest.of($0) } == digest)
                }
            }
        }
        #expect(most > 2)
    }

    @Test func everySingleByteThatIsChangedIsFound() throws {
        let parts = try write(try SampleBundle.tiny())
        #expect(parts.count > 2)
        var accepted: [String] = []
        for path in parts {
            let bytes = try read(path)
            let file = try FileHandle(forUpdating: URL(fileURLWithPath: path.rawValue))
            let put = { (byte: UInt8, index: Int) in
                try file.seek(toOffset: UInt64(index))
                try file.write(contentsOf: [byte])
            }
            for index in bytes.indices {
                let mask: UInt8 = index % 3 == 0 ? 0xff : 1 << UInt8(index % 8)
                try put(bytes[index] ^ mask, index)
                let problem = try refusal(of: whole)
                if problem?.exit != .bundle {
                    accepted.append("\(path) \(index) ^ \(mask): \(String(describing: problem))")
                }
                try put(bytes[index], index)
            }
        }
        #expect(accepted == [])
        #expect(try refusal(of: whole) == nil)
    }

    /// Each part cut at every block border and beside it, and made longer.
    @Test func everyLengthButTheRightOneIsFound() throws {
        let parts = try write(try SampleBundle.tiny())
        for path in parts {
            let bytes = try read(path)
            var lengths = Set(stride(from: 0, to: bytes.count, by: 512)).union([1, 100, 511, bytes.count - 1])
            lengths.formUnion([513, 1300, bytes.count - 512])
            for length in lengths where length < bytes.count {
                try put(bytes[..<length], at: path)
                _ = try refused()
            }
            for extra in [1, 512, 1024] {
                try put(bytes + [UInt8](repeating: 0, count: extra), at: path)
                _ = try refused()
            }
            try put(bytes, at: path)
        }
        #expect(try refusal(of: whole) == nil)
    }

    @Test func everyMissingPartIsNamed() throws {
        let parts = try write(try SampleBundle.small(), parts: 8192)
        #expect(parts.count >= 3)
        for (index, path) in parts.enumerated() {
            let bytes = try read(path)
            try folder.remove(path.lastComponent)
            for asked in parts where asked != path {
                let problem = try refused(asked)
                #expect(problem.code == "archive.part-missing")
                #expect(
                    problem.message
                        == "cannot read the bundle `\(whole)`: its part `\(path.lastComponent)` is missing")
                #expect(problem.expected == "`\(path)`")
                #expect(problem.consequence == "nothing was changed")
                #expect(
                    problem.hint
                        == "put all parts into one folder: copy `\(path.lastComponent)` again from where it came from")
            }
            if index == 0 {
                #expect(try refused(path).code == "archive.part-missing")
            } else {
                // Who names it is told that it is not there.
                #expect(try refusal(of: path)?.code == "file.not-found")
            }
            try put(bytes, at: path)
        }
        #expect(try refusal(of: whole) == nil)
    }

    @Test func aSurplusPartIsNamed() throws {
        let parts = try write(try SampleBundle.small(), parts: 8192)
        let surplus = PartName.path(of: parts.count + 1, in: whole)
        for bytes in [[], [1], try read(parts[0])] as [[UInt8]] {
            try put(bytes, at: surplus)
            let problem = try refused()
            #expect(problem.code == "archive.part-surplus")
            #expect(
                problem.message
                    == "cannot read the bundle `\(whole)`: the part `\(surplus.lastComponent)` does not belong to it")
            #expect(problem.found == "`\(surplus)`")
            #expect(
                problem.hint
                    == "where it is left from another bundle, move it away; else copy all parts again from where they came from"
            )
        }
    }

    @Test func partsThatAreCutOffAreNamed() throws {
        let parts = try write(try SampleBundle.small(), parts: 8192)
        for path in parts {
            let bytes = try read(path)
            try put(bytes.dropLast(700), at: path)
            let problem = try refused()
            #expect(problem.code == "archive.part-size", "\(path)")
            #expect(
                problem.message
                    == "cannot read the bundle `\(whole)`: its part `\(path.lastComponent)` is cut off")
            #expect(problem.found == "\(bytes.count - 700) bytes")
            #expect(problem.hint == "copy `\(path.lastComponent)` again from where it came from")
            try put(bytes, at: path)
        }
        let last = try #require(parts.last)
        try put(try read(last) + [0], at: last)
        #expect(
            try refused().message
                == "cannot read the bundle `\(whole)`: its part `\(last.lastComponent)` goes on after the end of the bundle"
        )
    }

    /// Of two parts, the first may be short by any number of bytes without the sizes saying so.
    @Test func theFirstOfTwoPartsIsNamedAsWell() throws {
        let sample = try SampleBundle.tiny()
        try sample.write(to: whole)
        let size = Int64(try folder.read("s.valise").count)
        let parts = try write(sample, parts: size * 3 / 4)
        #expect(parts.count == 2)
        try put(try read(parts[0]).dropLast(512), at: parts[0])
        let problem = try refused()
        #expect(
            problem.message.contains("`s.valise.001`") || problem.hint?.contains("`s.valise.001`") == true, "\(problem)"
        )
        try put(try read(parts[0]).prefix(600), at: parts[0])
        #expect(try refused().message.contains("its part `s.valise.001` is cut off"))
    }

    @Test func swappedPartsAreRefused() throws {
        let parts = try write(try SampleBundle.small(), parts: 4096)
        for first in parts.indices {
            for second in parts.indices where second > first {
                let (one, two) = (try read(parts[first]), try read(parts[second]))
                try put(two, at: parts[first])
                try put(one, at: parts[second])
                let problem = try refused()
                let text = "\(problem.message) \(problem.hint ?? "")"
                #expect(text.contains("`s.valise.00"), "\(first) \(second): \(text)")
                try put(one, at: parts[first])
                try put(two, at: parts[second])
            }
        }
        #expect(try refusal(of: whole) == nil)
    }

    @Test func aPartOfAnotherBundleIsNamed() throws {
        var other = try SampleBundle.small()
        other.manifest.created += 1
        let parts = try write(other, parts: 4096)
        let foreign = try parts.map(read)
        let again = try write(try SampleBundle.small(), parts: 4096)
        #expect(again == parts)
        for (index, path) in parts.enumerated() where index > 0 {
            let bytes = try read(path)
            // In the middle of a layer that both have, one is as good as the other.
            guard bytes != foreign[index] else { continue }
            try put(foreign[index], at: path)
            let problem = try refused()
            let text = "\(problem.message) \(problem.hint ?? "")"
            #expect(text.contains("`\(path.lastComponent)`"), "\(text)")
            try put(bytes, at: path)
        }
    }

    @Test func damageInALayerNamesItsParts() throws {
        let parts = try write(try SampleBundle.tiny(), parts: 100)
        let bundle = try verify(try open(whole))
        let layer = try #require(bundle.manifest.images[0].platforms[0].layers.first)
        let archive = try ArchiveFile(opening: whole)
        let entry = try #require(archive.entry(named: BundleDocuments.blobName(layer.stored.digest)))
        let path = parts[Int(entry.offset + entry.size - 1) / 100]
        var bytes = try read(path)
        bytes[Int(entry.offset + entry.size - 1) % 100] ^= 1
        try put(bytes, at: path)
        let problem = try refused()
        let names = archive.parts(of: entry).map(\.lastComponent)
        #expect(names.last == path.lastComponent)
        #expect(
            problem.hint
                == "copy the parts `\(try #require(names.first))` to `\(path.lastComponent)` again from where they came from, and compare both with `sha256sum`"
        )
    }

    @Test func aFileAndPartsOfOneNameAreNotMixed() throws {
        let parts = try write(try SampleBundle.small(), parts: 4096)
        let tiny = try SampleBundle.tiny()
        try SampleBundle.write(try tiny.entries(), modified: tiny.manifest.created, to: folder.path.appending("x"))
        try put(try folder.read("x"), at: whole)
        #expect(try open(whole).manifest == tiny.manifest)
        #expect(try open(parts[1]).manifest == SampleBundle.small().manifest)
    }
}
