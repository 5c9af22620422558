import ArchiveIO
import Foundation
import TestKit
import Testing
import Vocabulary

/// A file system of 64 KiB: needs root, to mount it.
@Suite(.enabled(if: getuid() == 0, "a small file system can only be mounted by root"))
struct DiskFullTests {
    @Test func aFullDiskLeavesNothingUnderAnyName() throws {
        let folder = try TemporaryFolder()
        try folder.write([], at: "disk/.keep")
        let disk = folder.path.appending("disk")
        try run("/bin/mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.rawValue])
        defer { #expect(throws: Never.self) { try run("/bin/umount", [disk.rawValue]) } }
        let path = disk.appending("a.tar")
        var problem: Problem?
        do {
            let writer = try ArchiveWriter(creating: path, modified: 0)
            try writer.add(name: "a", bytes: [UInt8](repeating: 1, count: 200_000))
        } catch let thrown as Problem { problem = thrown }
        #expect(problem?.code == "file.no-space")
        #expect(problem?.exit == .step)
        #expect(problem?.message == "cannot write `\(path)`: No space left on device")
        #expect(problem?.consequence == "nothing was left under this name")
        #expect(problem?.hint == "see what is free with `df -h \(disk)`")
        #expect(try FileManager.default.contentsOfDirectory(atPath: disk.rawValue) == [])
    }

    private func run(_ tool: String, _ arguments: [String]) throws {
        let process = try Process.run(URL(fileURLWithPath: tool), arguments: arguments)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }
}
