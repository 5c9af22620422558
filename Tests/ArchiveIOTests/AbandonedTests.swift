import ArchiveIO
import Foundation
import TestKit
import Testing
import Vocabulary

/// What a killed process leaves is tidied up by the next; what somebody works on is not.
@Suite struct AbandonedTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func put(_ name: String, secondsOld: Double) throws -> String {
        let path = folder.path.appending(name).rawValue
        try Data("half".utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -secondsOld)], ofItemAtPath: path)
        return path
    }
    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path.rawValue).sorted()
    }

    @Test func onlyWhatNobodyHolds() throws {
        _ = try put(".out.7.partial", secondsOld: 100)
        let held = try put(".out.8.partial", secondsOld: 100)
        _ = try put(".out.9.partial", secondsOld: 5)
        _ = try put(".out.x.partial", secondsOld: 100)
        _ = try put(".other.7.partial", secondsOld: 100)
        let descriptor = open(held, O_RDONLY)
        defer { close(descriptor) }
        Abandoned.hold(descriptor)
        let writer = try FileWriter(creating: folder.path.appending("out"))
        try writer.finish()
        #expect(
            try names() == [".other.7.partial", ".out.8.partial", ".out.9.partial", ".out.x.partial", "out"])
    }

    /// Two at once for one name: neither takes the other's work away, however long it takes.
    @Test func twoWriters() throws {
        let path = folder.path.appending("out")
        let first = try FileWriter(creating: path)
        let partial = try #require(try names().first)
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -100)],
            ofItemAtPath: folder.path.appending(partial).rawValue)
        let second = try FileWriter(creating: path)
        try second.finish()
        try first.finish()
        #expect(try names() == ["out"])
    }
}
