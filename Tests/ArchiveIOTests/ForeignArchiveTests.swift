import ArchiveIO
import Testing
import Vocabulary

@Suite struct ForeignArchiveTests {
    private func tar(_ members: [(TarHeader, [UInt8])]) throws -> [UInt8] {
        var writer = TarWriter(to: BytesWriter())
        for (header, bytes) in members {
            if header.kind == .file { try writer.add(header, bytes: bytes) } else { try writer.add(header) }
        }
        try writer.finish()
        return writer.destination.bytes
    }

    private func list(_ bytes: [UInt8]) throws -> [(ForeignEntry, [UInt8])] {
        let archive = try ForeignArchive(reading: BytesReader(bytes), of: "a tar")
        var result: [(ForeignEntry, [UInt8])] = []
        while let entry = try archive.next() {
            var content = archive.content
            result.append((entry, try content.readAll(limit: 1 << 20) ?? []))
        }
        return result
    }

    @Test func modesOwnersLinksAndLongNamesComeBack() throws {
        let long = String(repeating: "a-long-part/", count: 30) + "file"
        let members: [(TarHeader, [UInt8])] = [
            (TarHeader(path: "etc", kind: .folder, mode: 0o1777, owner: 5, group: 6, modified: 7), []),
            (TarHeader(path: "etc/conf", mode: 0o640, owner: 1000, group: 100, modified: 1), [1, 2, 3]),
            (TarHeader(path: long, mode: 0o600, modified: 1), [4]),
            (TarHeader(path: "grüße/ñ", mode: 0o600, modified: 1), [5]),
            (TarHeader(path: "link", kind: .symbolicLink(target: "etc/conf"), mode: 0o777, modified: 1), []),
            (TarHeader(path: "hard", kind: .hardLink(target: "etc/conf"), modified: 1), []),
            (TarHeader(path: "far", kind: .symbolicLink(target: "/" + long), mode: 0o777, modified: 1), []),
            (TarHeader(path: "owner", owner: 3_000_000, group: 4_000_000, modified: 1), []),
        ]
        let found = try list(try tar(members))
        #expect(found.map { $0.0.path } == ["etc/"] + members.dropFirst().map { $0.0.path })
        #expect(found[0].0.kind == .folder && found[0].0.mode == 0o1777 && found[0].0.owner == 5)
        #expect(found[1].0.kind == .file && found[1].0.group == 100 && found[1].1 == [1, 2, 3])
        #expect(found[2].1 == [4] && found[3].1 == [5])
        #expect(found[4].0.kind == .symbolicLink(target: "etc/conf"))
        #expect(found[5].0.kind == .hardLink(target: "etc/conf"))
        #expect(found[6].0.kind == .symbolicLink(target: "/" + long))
        #expect(found[7].0.owner == 3_000_000 && found[7].0.group == 4_000_000)
    }

    @Test func everyCutInsideAMemberIsFound() throws {
        let bytes = try tar([
            (TarHeader(path: "a", modified: 1), [UInt8](repeating: 1, count: 700)),
            (TarHeader(path: "b", modified: 1), [2]),
        ])
        for length in 1..<2049 where length % 37 == 0 && length != 1536 {
            #expect(throws: Problem.self, "\(length)") { try list(Array(bytes[..<length])) }
        }
        #expect(try list(bytes).count == 2)
    }

    /// libarchive itself would go on with the next entry.
    @Test func aDamagedHeaderEndsTheReading() throws {
        var bytes = try tar((0..<5).map { (TarHeader(path: "f\($0)", modified: 1), [1]) })
        for index in 1024..<1536 { bytes[index] = 0xaa }
        let archive = try ForeignArchive(reading: BytesReader(bytes), of: "a tar")
        #expect(try archive.next()?.path == "f0")
        let first = #expect(throws: Problem.self) { try archive.next() }
        #expect(first?.code == "foreign.damaged")
        #expect(first?.message == "cannot read a tar: not a sound tar")
        #expect(throws: Problem.self) { try archive.next() }
    }

    @Test func anEmptyArchiveHasNoMembers() throws {
        #expect(try list([UInt8](repeating: 0, count: 1024)).isEmpty)
        #expect(try list([]).isEmpty)
    }

    @Test func whatIsNoTarIsRefused() throws {
        #expect(throws: Problem.self) { try list(Array(String(repeating: "no tar ", count: 300).utf8)) }
    }
}
