import ArchiveIO
import TestKit
import Testing
import Vocabulary

@Suite struct ArchiveTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    private func write(_ entries: [(String, [UInt8])], modified: Int64 = 1_700_000_000) throws -> AbsolutePath {
        let path = folder.path.appending("a.tar")
        let writer = try ArchiveWriter(creating: path, modified: modified)
        for (name, bytes) in entries { try writer.add(name: name, bytes: bytes) }
        try writer.finish()
        return path
    }

    @Test func whatIsWrittenIsRead() throws {
        let long = (0..<12).map { "part\($0)-of-a-name" }.joined(separator: "/")
        let entries: [(String, [UInt8])] = [
            ("empty", []), ("one", [1]), ("full", [UInt8](repeating: 7, count: 512)),
            ("more", [UInt8](repeating: 8, count: 513)), (long, [3]),
        ]
        let archive = try ArchiveFile(opening: try write(entries))
        #expect(archive.modified == 1_700_000_000)
        #expect(archive.entries.map(\.name) == entries.map(\.0))
        for (name, bytes) in entries {
            let entry = try #require(archive.entry(named: name))
            #expect(try archive.bytes(of: entry, limit: 1024) == bytes)
        }
        try expectAgreement(archive)
    }

    @Test func theSameEntriesGiveTheSameBytes() throws {
        _ = try write([("a", [1, 2, 3])])
        let first = try folder.read("a.tar")
        _ = try write([("a", [1, 2, 3])])
        #expect(try folder.read("a.tar") == first)
        // Measured once, and fixed: the bytes of a bundle must not change with a change of this code.
        #expect(Digest.of(first).short == "62b4e86a965f")
    }

    @Test func aSizeAboveEightGibibytesStandsInAPaxHeader() throws {
        let size: Int64 = 9 << 30
        let path = try write([("small", [1])])
        try SparseArchive.append(TarHeader(path: "large", size: size, modified: 1_700_000_000), to: path)
        let archive = try ArchiveFile(opening: path)
        let entry = try #require(archive.entry(named: "large"))
        #expect(entry.size == size)
        // libarchive reads the same size from the same header.
        let foreign = try ForeignArchive(reading: RegionReader(archive.file.region), of: "a.tar")
        #expect(try foreign.next()?.path == "small")
        #expect(try foreign.next()?.size == size)
    }

    @Test func contentBeyondItsLimitIsRefusedBeforeItIsRead() throws {
        let archive = try ArchiveFile(opening: try write([("a", [UInt8](repeating: 0, count: 100))]))
        let entry = try #require(archive.entries.first)
        let problem = #expect(throws: Problem.self) { try archive.bytes(of: entry, limit: 99) }
        #expect(problem?.code == "archive.too-large")
    }

    @Test func theWriterTakesNoSecondNameAndNoStrangeOne() throws {
        let writer = try ArchiveWriter(creating: folder.path.appending("b.tar"), modified: 0)
        try writer.add(name: "a", bytes: [])
        #expect(throws: Problem.self) { try writer.add(name: "a", bytes: []) }
        for name in ["", "/a", "../a", "a/../b", "a//b", "a/", "ä", "a b", "a\nb", "./a"] {
            let problem = #expect(throws: Problem.self) { try writer.add(name: name, bytes: []) }
            #expect(problem?.code == "archive.name", "\(name)")
        }
    }

    @Test func contentOfAnotherSizeThanAnnouncedIsAnError() throws {
        for size in [2, 4] as [Int64] {
            let writer = try ArchiveWriter(creating: folder.path.appending("c.tar"), modified: 0)
            var reader = BytesReader([1, 2, 3])
            let problem = #expect(throws: Problem.self) { try writer.add(name: "a", size: size, from: &reader) }
            #expect(problem?.code == "archive.size-changed")
        }
        #expect(try folder.names() == [])
    }

    @Test func anArchiveThatIsNotFinishedLeavesNothing() throws {
        do {
            let writer = try ArchiveWriter(creating: folder.path.appending("d.tar"), modified: 0)
            try writer.add(name: "a", bytes: [1])
            #expect(try folder.names().count == 1)
        }
        #expect(try folder.names() == [])
    }

    @Test func anArchiveThatIsNotFinishedLeavesTheOldOne() throws {
        let old = try folder.write("old", at: "e.tar")
        do {
            let writer = try ArchiveWriter(creating: old, modified: 0)
            try writer.add(name: "a", bytes: [1])
        }
        #expect(try folder.names() == ["e.tar"])
        #expect(try folder.read("e.tar") == Array("old".utf8))
    }
}

/// Both readers list the same names with the same bytes.
func expectAgreement(_ archive: ArchiveFile, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let foreign = try ForeignArchive(reading: RegionReader(archive.file.region), of: "the archive")
    var names: [String] = []
    while let entry = try foreign.next() {
        names.append(entry.path)
        #expect(entry.kind == .file, sourceLocation: sourceLocation)
        #expect(entry.mode == 0o644 && entry.owner == 0 && entry.group == 0, sourceLocation: sourceLocation)
        #expect(entry.modified == archive.modified, sourceLocation: sourceLocation)
        var content = foreign.content
        let theirs = try content.readAll(limit: 1 << 20)
        let ours = try archive.entry(named: entry.path).map { try archive.bytes(of: $0, limit: 1 << 20) }
        #expect(theirs == ours, sourceLocation: sourceLocation)
    }
    #expect(names == archive.entries.map(\.name), sourceLocation: sourceLocation)
}
