import Foundation
import TestKit
import Testing
import Vocabulary

@testable import ArchiveIO

/// Parts appear all or none, and what they replace leaves nothing that could pass for one of them.
@Suite struct SplitWriterTests {
    let folder: TemporaryFolder
    let whole: AbsolutePath
    init() throws {
        folder = try TemporaryFolder()
        whole = folder.path.appending("a.valise")
    }

    private let content = (0..<2500).map { UInt8(truncatingIfNeeded: $0 / 7) }

    @discardableResult
    private func write(_ volumes: Volumes, of count: Int = 2500, to path: AbsolutePath? = nil) throws -> [AbsolutePath]
    {
        let writer = try ArchiveWriter(creating: path ?? whole, modified: 1, volumes: volumes)
        try writer.add(name: "oci-layout", bytes: Array(content[..<count]))
        return try writer.finish()
    }

    private func concatenation() throws -> [UInt8] { try folder.names().flatMap { try folder.read($0) } }

    @Test func thePartsAreTheBytesOfTheWhole() throws {
        try write(.one)
        let bytes = try folder.read("a.valise")
        #expect(Int64(bytes.count) == ArchiveWriter.size(of: [("oci-layout", 2500)]))
        for size in [1, 100, 512, 999, bytes.count - 1, bytes.count, bytes.count + 1] where bytes.count / size < 200 {
            let paths = try write(.parts(of: Int64(size)))
            let count = (bytes.count + size - 1) / size
            #expect(paths.map(\.lastComponent) == (1...count).map { String(format: "a.valise.%03d", $0) })
            #expect(try folder.names() == paths.map(\.lastComponent))
            #expect(try concatenation() == bytes)
            for path in paths.dropLast() { #expect(try folder.read(path.lastComponent).count == size) }
            let file = try SplitFile(opening: whole)
            #expect(file.size == Int64(bytes.count))
            // Pieces over one border and over several.
            for first in [0, 1, 99, 100, 998, bytes.count - 1] {
                for length in [0, 1, 2, 700, bytes.count - first] where first + length <= bytes.count {
                    var reader = RegionReader(file.region(at: Int64(first), length: Int64(length)))
                    #expect(try reader.readAll(limit: .max) == Array(bytes[first..<first + length]))
                }
            }
        }
    }

    @Test func whatWasThereIsReplacedWhole() throws {
        try write(.one)
        try folder.write("mine", at: "a.valise.txt")
        try folder.write("mine", at: "b.valise.001")
        let others = ["a.valise.txt", "b.valise.001"]
        try write(.parts(of: 500))
        #expect(try folder.names().count == 9 + others.count)
        try write(.parts(of: 1024))
        #expect(try folder.names() == ["a.valise.001", "a.valise.002", "a.valise.003", "a.valise.004"] + others)
        try write(.parts(of: 1024), of: 1)
        #expect(try folder.names() == ["a.valise.001", "a.valise.002"] + others)
        try write(.one)
        #expect(try folder.names() == ["a.valise"] + others)
        // And a set that a killed process has left incomplete.
        try folder.write("left", at: "a.valise.007")
        try write(.parts(of: 4096))
        #expect(try folder.names() == ["a.valise.001"] + others)
    }

    @Test func whatIsNotFinishedLeavesTheOldOneAlone() throws {
        try write(.parts(of: 1024))
        let before = try concatenation()
        do {
            let writer = try ArchiveWriter(creating: whole, modified: 2, volumes: .parts(of: 512))
            try writer.add(name: "oci-layout", bytes: content)
            #expect(try folder.names().count == 4 + 6)
        }
        #expect(try folder.names().count == 4)
        #expect(try concatenation() == before)
    }

    /// One of the new parts is taken away before it has its name. Then no new part is left, and what stood there, a folder among it, is back.
    @Test func aFailureInTheMiddleOfRenamingPutsEverythingBack() throws {
        try write(.parts(of: 2048))
        let before = try concatenation()
        let writer = try ArchiveWriter(creating: whole, modified: 2, volumes: .parts(of: 512))
        try writer.add(name: "oci-layout", bytes: content)
        try FileManager.default.createDirectory(
            atPath: folder.path.appending("a.valise.007").rawValue, withIntermediateDirectories: false)
        let files = try folder.names().filter { $0.hasSuffix(".partial") && $0.contains(".003.") }
        try folder.remove(try #require(files.first))
        let problem = #expect(throws: Problem.self) { try writer.finish() }
        #expect(problem?.exit == .step)
        #expect(try folder.names() == ["a.valise.001", "a.valise.002", "a.valise.007"])
        try folder.remove("a.valise.007")
        #expect(try concatenation() == before)
    }

    @Test func anothersFilesAreNotReplaced() throws {
        try folder.write("a log", at: "out.001")
        let path = folder.path.appending("out")
        let problem = #expect(throws: Problem.self) { try write(.parts(of: 512), to: path) }
        #expect(problem?.code == "file.in-the-way")
        #expect(problem?.message == "cannot write `\(path)` in parts: another file has the name of a part")
        #expect(problem?.found == "`\(path).001`, which is no part of a bundle")
        #expect(try folder.names() == ["out.001"])
        // In one file it is in nobody's way.
        try write(.one, to: path)
        #expect(try folder.names() == ["out", "out.001"])
        try folder.remove("out.001")
        try write(.parts(of: 2048), to: path)
        try write(.parts(of: 4096), to: path)
        #expect(try folder.names() == ["out.001"])
    }

    @Test func thereIsALimitOfParts() throws {
        let problem = #expect(throws: Problem.self) { try write(.parts(of: 4)) }
        #expect(problem?.code == "archive.too-many-parts")
        #expect(try folder.names() == [])
    }

    @Test func whatAKilledProcessLeftOfPartsIsRemoved() throws {
        for name in [
            ".a.valise.001.77.partial", ".a.valise.009.78.partial", ".a.valise.79.partial", ".b.valise.001.7.partial",
        ] {
            try folder.write("half", at: name)
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -100)],
                ofItemAtPath: folder.path.appending(name).rawValue)
        }
        try write(.one)
        #expect(try folder.names() == [".b.valise.001.7.partial", "a.valise"])
    }
}
