import Foundation
import TestKit
import Testing
import Vocabulary

@testable import ArchiveIO

/// What a tar unpacks to: compared with what tar(1) makes of it, in all forms that engines read.
@Suite struct UnpackedSizeTests {
    private func measure(_ tar: [UInt8], pieces: Int = 1 << 20) -> Int64? {
        var size = UnpackedSize()
        for start in stride(from: 0, to: tar.count, by: pieces) {
            tar[start..<min(start + pieces, tar.count)].withUnsafeBytes { size.take($0) }
        }
        return size.bytes
    }

    private func tar(_ members: [(TarHeader, [UInt8])]) throws -> [UInt8] {
        var result: [UInt8] = []
        for (header, content) in members {
            var header = header
            header.size = Int64(content.count)
            result += header.encoded() + content
            result += [UInt8](repeating: 0, count: TarHeader.padding(after: header.size))
        }
        return result + [UInt8](repeating: 0, count: 1024)
    }

    @Test func filesAndFoldersCountInBlocks() throws {
        let long = String(repeating: "ä/", count: 80) + "x"
        let bytes = try tar([
            (TarHeader(path: "a", kind: .folder, modified: 0), []),
            (TarHeader(path: "a/empty", modified: 0), []),
            (TarHeader(path: "a/one", modified: 0), [1]),
            (TarHeader(path: "a/block", modified: 0), [UInt8](repeating: 7, count: 4096)),
            (TarHeader(path: long, modified: 0), [UInt8](repeating: 7, count: 4097)),
            (TarHeader(path: "link", kind: .symbolicLink(target: "a/one"), modified: 0), []),
            (TarHeader(path: "hard", kind: .hardLink(target: "a/one"), modified: 0), []),
        ])
        for pieces in [1, 7, 511, 512, 513, 4096, 1 << 20] {
            let expected: Int64 = 4096 + 0 + 4096 + 4096 + 8192
            #expect(measure(bytes, pieces: pieces) == expected, "in pieces of \(pieces)")
        }
    }

    /// What pax records say counts, not the field that cannot hold it; content that never comes is not waited for.
    @Test func sizesBeyondEightGibibytes() throws {
        var header = TarHeader(path: "large", modified: 0)
        header.size = 9 << 30
        #expect(measure(header.encoded()) == 9 << 30)
        var block = TarHeader(path: "large", modified: 0).encoded()
        let field: [UInt8] = [0x80, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0]
        block.replaceSubrange(124..<136, with: field)
        let sum = String(TarHeader.checksum(of: block), radix: 8)
        block.replaceSubrange(
            148..<156, with: Array((String(repeating: "0", count: 6 - sum.count) + sum).utf8) + [0, 32])
        #expect(measure(block) == 12 << 30)
    }

    @Test func noTarIsNoTar() {
        #expect(measure([]) == 0)
        #expect(measure([UInt8](repeating: 0, count: 10_240)) == 0)
        #expect(measure([UInt8](repeating: 1, count: 512)) == nil)
        #expect(measure(Array("this is no tar".utf8)) == 0)
    }

    /// Any damage gives a number or none, and never an end of the process.
    @Test func damagedHeadersDoNoHarm() throws {
        let whole = try tar([
            (TarHeader(path: String(repeating: "x", count: 200), modified: 0), [UInt8](repeating: 1, count: 700)),
            (TarHeader(path: "b", modified: 0), [2]),
        ])
        for index in whole.indices.prefix(2048) {
            for value: UInt8 in [0, 0xff, 0x80, UInt8(ascii: "9"), UInt8(ascii: "S"), UInt8(ascii: "x")] {
                var damaged = whole
                damaged[index] = value
                // With a checksum that fits, so that it is looked at.
                let start = index / 512 * 512
                let sum = String(TarHeader.checksum(of: Array(damaged[start..<start + 512])), radix: 8)
                let text = String(repeating: "0", count: max(0, 6 - sum.count)) + sum
                damaged.replaceSubrange(start + 148..<start + 156, with: Array(text.utf8.prefix(6)) + [0, 32])
                if let size = measure(damaged, pieces: 333) { #expect(size >= 0) }
            }
        }
    }

    /// GNU tar's and pax' forms, by the program that most layers come from, against the disk that it unpacks to.
    @Test(arguments: ["gnu", "posix", "ustar", "v7"]) func asTarUnpacksIt(_ form: String) async throws {
        let folder = try TemporaryFolder()
        let root = folder.path.appending("root")
        let script = """
            set -e
            mkdir -p '\(root)/deep/er' && cd '\(root)'
            for i in $(seq 40); do echo $i >deep/small-$i; done
            head -c 100000 /dev/zero | tr '\\0' x >large
            ln -s large soft && ln large hard
            \(form == "v7" ? "" : "truncate -s 1000000 deep/holes && echo end >>deep/holes")
            \(form == "ustar" || form == "v7" ? "" : "name=$(printf 'n%.0s' $(seq 150)); mkdir -p deep/$name && echo x >deep/$name/$name")
            tar --format=\(form) \(form == "gnu" || form == "posix" ? "--sparse" : "") -cf ../it.tar .
            mkdir ../out && tar -xf ../it.tar -C ../out
            find ../out -printf '%y %i %b\\n' | sort -u | awk '{ total += $1 == "d" ? 4096 : $1 == "f" ? $3 * 512 : 0 } END { print total }' >../size
            """
        let status = try await Task.detached {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/bin/bash")
            process.arguments = ["-c", script]
            try process.run()
            process.waitUntilExit()
            return process.terminationStatus
        }.value
        try #require(status == 0)
        let bytes = try #require(FileManager.default.contents(atPath: folder.path.appending("it.tar").rawValue))
        let text = try String(contentsOfFile: folder.path.appending("size").rawValue, encoding: .utf8)
        let onDisk = try #require(Int64(text.trimmingCharacters(in: .whitespacesAndNewlines)))
        let measured = try #require(measure(Array(bytes), pieces: 10_000))
        // Never too little, and with holes that a form does not keep a little more.
        #expect(measured >= onDisk && measured < onDisk + 2_000_000, "\(measured) for \(onDisk)")
        if form == "v7" { #expect(measured == onDisk) }
    }
}
