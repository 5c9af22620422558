import Foundation
import Testing
import Vocabulary

@testable import RegistryServer

/// Memory does not grow with the size of what is served. In a process of its own, as its high-water mark is what is looked at.
@Suite struct MemoryTests {
    @Test func memoryIsBounded() async throws {
        await #expect(processExitsWith: .success) {
            let size: Int64 = 1 << 28
            let file = try OpenedFile([])
            try #require(ftruncate(file.descriptor, off_t(size)) == 0)
            var content = SampleContent(file: file, bytes: [])
            let (stored, made) = (Digest.of([1]), Digest.of([2]))
            content.blobs[stored] = .region(
                FileRegion(descriptor: file.descriptor, offset: 0, length: size, owner: file))
            content.blobs[made] = .generated(size: size / 4) { EndlessReader(events: Events()) }
            let before = try peak()
            try await RegistryServer.serving(content) { server in
                let port = server.port
                try await withThrowingTaskGroup(of: Int64.self) { group in
                    for index in 0..<8 {
                        let digest = index.isMultiple(of: 2) ? stored : made
                        group.addTask {
                            try await blocking { try RawClient.count(port, blob: digest) }
                        }
                    }
                    var total: Int64 = 0
                    for try await count in group { total += count }
                    #expect(total > 4 * size + 4 * size / 4)
                }
            }
            let grown = try peak() - before
            #expect(grown < 96 * 1024, "\(grown) KiB more than before")
        }
    }
}

/// The most memory that this process ever had, in KiB (`VmHWM`, proc(5)).
func peak() throws -> Int {
    let status = try #require(FileManager.default.contents(atPath: "/proc/self/status"))
    let line = String(decoding: status, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return try #require(line?.split(separator: " ").dropFirst().first.flatMap { Int($0) })
}
