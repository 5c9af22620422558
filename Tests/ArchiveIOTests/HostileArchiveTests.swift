import ArchiveIO
import TestKit
import Testing
import Vocabulary

/// Archives that nobody wrote by accident.
@Suite struct HostileArchiveTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    private static let end = [UInt8](repeating: 0, count: 1024)

    private func entry(_ header: TarHeader, _ content: [UInt8] = []) -> [UInt8] {
        header.encoded() + content + [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
    }

    private func file(_ name: String, _ content: [UInt8] = [1]) -> [UInt8] {
        entry(TarHeader(path: name, size: Int64(content.count), modified: 5), content)
    }

    /// A header block with other bytes at an offset, and a checksum that fits.
    private func edited(_ block: [UInt8], at offset: Int, _ text: some Sequence<UInt8>) -> [UInt8] {
        var block = block
        for (index, byte) in text.enumerated() { block[offset + index] = byte }
        for index in 148..<156 { block[index] = UInt8(ascii: " ") }
        let sum = String(block[..<512].reduce(0) { $0 + Int($1) }, radix: 8)
        let digits = String(repeating: "0", count: 6 - sum.count) + sum
        for (index, byte) in (Array(digits.utf8) + [0, 32]).enumerated() { block[148 + index] = byte }
        return block
    }

    private func refusal(_ bytes: [UInt8]) throws -> Problem {
        let path = try folder.write(bytes, at: "x.tar")
        let problem = try #require(#expect(throws: Problem.self) { try ArchiveFile(opening: path) })
        #expect(problem.exit == .bundle)
        #expect(problem.consequence == "nothing was changed")
        return problem
    }

    @Test func namesThatLeadOutAreRefused() throws {
        for name in ["../evil", "/etc/passwd", "a/../../b", "a//b", "./a", "a/", "a\u{1b}[2J", "blobs\\x", "ä"] {
            let problem = try refusal(file("ok") + file(name) + Self.end)
            #expect(["archive.name", "archive.header"].contains(problem.code), "\(name)")
        }
        let problem = try refusal(file("../evil") + Self.end)
        #expect(
            problem.message
                == "cannot read the archive `\(folder.path)/x.tar`: an entry has a name that no entry of a bundle has")
        #expect(problem.found == "../evil")
    }

    @Test func linksFoldersAndDevicesAreRefused() throws {
        let links: [TarHeader.Kind] = [.symbolicLink(target: "/etc"), .hardLink(target: "ok"), .folder]
        for kind in links {
            let bytes = entry(TarHeader(path: "link", kind: kind, modified: 5))
            #expect(try refusal(file("ok") + bytes + Self.end).code == "archive.header")
        }
        for flag in "\0134567LKSVMNDgAZ".utf8 where flag != UInt8(ascii: "0") {
            let bytes = edited(file("strange"), at: 156, [flag])
            #expect(try refusal(file("ok") + bytes + Self.end).code == "archive.header", "\(flag)")
        }
    }

    @Test func aNameThatStandsTwiceIsRefused() throws {
        let problem = try refusal(file("a") + file("b") + file("a", [2]) + Self.end)
        #expect(problem.code == "archive.duplicate")
        #expect(
            problem.message == "cannot read the archive `\(folder.path)/x.tar`: the entry `a` stands there twice")
    }

    @Test func absurdSizesAreRefused() throws {
        let huge = TarHeader(path: "huge", size: .max, modified: 5)
        #expect(try refusal(file("ok") + huge.encoded() + Self.end).code == "archive.truncated")
        let large = TarHeader(path: "large", size: 0o77_777_777_777, modified: 5)
        #expect(try refusal(file("ok") + large.encoded() + Self.end).code == "archive.truncated")
        // Base-256, as GNU tar writes large numbers; negative ones too.
        for first: UInt8 in [0x80, 0xff] {
            let bytes = edited(file("b"), at: 124, [first] + [UInt8](repeating: 0xff, count: 11))
            #expect(try refusal(file("ok") + bytes + Self.end).code == "archive.header")
        }
    }

    @Test func otherExtendedHeadersAreRefused() throws {
        let large = TarHeader(path: "large", size: 9 << 30, modified: 5).encoded()
        for record in ["22 size=9999999999999\n", "12 mtime=99\n", "12 path=a/b\n", "9 size=1\n", "x", ""] {
            var bytes = Array(large[512..<1024])
            for index in bytes.indices { bytes[index] = 0 }
            for (index, byte) in record.utf8.enumerated() { bytes[index] = byte }
            let octal = String(record.utf8.count, radix: 8)
            let size = String(repeating: "0", count: 11 - octal.count) + octal
            let pax = edited(Array(large[..<512]), at: 124, size.utf8)
            #expect(try refusal(pax + bytes + large[1024...] + Self.end).exit == .bundle, "\(record)")
        }
        let enormous = edited(Array(large[..<512]), at: 124, "00077777777".utf8)
        #expect(try refusal(enormous + large[512...] + Self.end).code == "archive.header")
        // A second one in a row, and one at the very end.
        #expect(try refusal(Array(large[..<1024]) + large + Self.end).code == "archive.header")
        #expect(try refusal(Array(large[..<512])).exit == .bundle)
    }

    @Test func otherFieldsAreRefusedAlthoughTheChecksumFits() throws {
        let fields: [(Int, String)] = [
            (100, "0000755"), (108, "0000001"), (116, "0000001"), (124, "      1"), (136, "00000000006"),
            (157, "target"), (257, "ustar  "), (263, "01"), (265, "root"), (297, "root"), (329, "0000001"),
            (337, "0000001"), (345, "prefix"), (500, "x"),
        ]
        for (offset, text) in fields {
            let bytes = edited(file("b"), at: offset, text.utf8)
            #expect(try refusal(file("ok") + bytes + Self.end).code == "archive.header", "\(offset)")
        }
    }

    @Test func theEndMustBeTheEnd() throws {
        let body = file("a")
        #expect(try refusal(body).code == "archive.truncated")
        #expect(try refusal(body + Self.end.dropLast(512)).code == "archive.truncated")
        #expect(try refusal(body + Self.end.dropLast(1)).code == "archive.truncated")
        #expect(try refusal(body + Self.end + [0]).code == "archive.trailing-bytes")
        #expect(try refusal(body + Self.end + file("b") + Self.end).code == "archive.trailing-bytes")
        #expect(try refusal(body + Self.end.dropLast(512) + file("b") + Self.end).code == "archive.header")
        var padding = body
        padding[1000] = 1
        let problem = try refusal(padding + Self.end)
        #expect(problem.code == "archive.padding")
        #expect(problem.message.hasSuffix("the padding before byte 1024 is not zero"))
    }

    /// Every byte of an archive is changed in turn: what is accepted (changes in content) reads the same with libarchive.
    @Test func libarchiveAgreesOnEveryAcceptedMutation() throws {
        let sound = file("a/b", Array("content".utf8)) + file("empty", []) + file("c", [1, 2, 3]) + Self.end
        var accepted = 0
        for index in sound.indices {
            for mask: UInt8 in [0x01, 0x80] {
                var bytes = sound
                bytes[index] ^= mask
                let path = try folder.write(bytes, at: "m.tar")
                guard let archive = try? ArchiveFile(opening: path) else { continue }
                accepted += 1
                try expectAgreement(archive)
            }
        }
        // Ten bytes of content, twice.
        #expect(accepted == 20)
    }
}
