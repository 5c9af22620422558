import Foundation
import Opening
import TestKit
import Testing
import Vocabulary

/// Damage by accident: bytes that changed, bytes that are missing.
@Suite struct DamageTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    @Test func everySingleByteThatIsChangedIsFound() throws {
        let bytes = try SampleBundle.tiny().fileBytes(in: folder)
        let path = folder.path.appending("source.valise")
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: path.rawValue))
        let put = { (byte: UInt8, index: Int) in
            try file.seek(toOffset: UInt64(index))
            try file.write(contentsOf: [byte])
        }
        var accepted: [String] = []
        for index in bytes.indices {
            // Another bit each time; every third time all of them, which turns the zeros of padding into 0xff.
            let mask: UInt8 = index % 3 == 0 ? 0xff : 1 << UInt8(index % 8)
            try put(bytes[index] ^ mask, index)
            let problem = try refusal(of: path)
            if problem?.exit != .bundle { accepted.append("byte \(index) ^ \(mask): \(String(describing: problem))") }
            try put(bytes[index], index)
        }
        #expect(accepted == [])
        #expect(try refusal(of: path) == nil)
    }

    /// Cut in headers, content, padding, between entries, in the end mark; one byte less; one byte and one block more.
    @Test func everyLengthButTheRightOneIsFound() throws {
        let bytes = try SampleBundle.tiny().fileBytes(in: folder)
        let path = folder.path.appending("cut.valise")
        var lengths = Set(stride(from: 0, to: bytes.count, by: 512)).union([1, 100, 511, bytes.count - 1])
        for start in stride(from: 0, to: bytes.count, by: 512) { lengths.formUnion([start + 1, start + 300]) }
        for length in lengths where length < bytes.count {
            try folder.write(Array(bytes[..<length]), at: "cut.valise")
            let problem = try #require(try refusal(of: path), "\(length) of \(bytes.count) bytes")
            #expect(problem.exit == .bundle)
            #expect(problem.code == (length < 512 ? "archive.not-an-archive" : "archive.truncated"), "\(length)")
        }
        for extra in [1, 512, 1024, 10240] {
            try folder.write(bytes + [UInt8](repeating: 0, count: extra), at: "cut.valise")
            #expect(try refusal(of: path)?.code == "archive.trailing-bytes")
        }
    }

    @Test func aTruncatedBundleSaysSo() throws {
        let bytes = try SampleBundle.tiny().fileBytes(in: folder)
        let path = try folder.write(Array(bytes[..<5000]), at: "cut.valise")
        let problem = try #require(try refusal(of: path))
        #expect(problem.code == "archive.truncated")
        #expect(problem.message.hasPrefix("cannot read the archive `\(path)`: it is cut off: "))
        #expect(problem.found == "a file of 5000 bytes")
        #expect(problem.consequence == "nothing was changed")
        #expect(problem.hint == "copy the file again from where it came from")
    }

    @Test func whatIsNoBundleSaysSo() throws {
        for (name, bytes) in [
            ("empty", []), ("text", Array(String(repeating: "hello\n", count: 1000).utf8)),
            ("zeros", [UInt8](repeating: 0, count: 4096)),
        ] as [(String, [UInt8])] {
            let path = try folder.write(bytes, at: name)
            let problem = try #require(try refusal(of: path))
            #expect(problem.exit == .bundle)
            #expect(["archive.not-an-archive", "archive.trailing-bytes"].contains(problem.code), "\(name)")
        }
        let other = folder.path.appending("other.tar")
        try SampleBundle.write([.init(name: "readme", bytes: [1])], modified: 0, to: other)
        let problem = try #require(try refusal(of: other))
        #expect(problem.code == "bundle.not-a-bundle")
        #expect(problem.message == "cannot read the bundle `\(other)`: this is not a bundle")
        #expect(problem.found == "an archive that begins with `readme`")
    }
}
