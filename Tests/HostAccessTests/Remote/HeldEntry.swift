import Foundation
import TestKit
import Testing
import Vocabulary

@testable import HostAccess

/// A file of one byte, which comes when the gate is opened; `begun` ends when somebody waits for it.
struct HeldEntry {
    let entry: TreeEntry
    let begun: AsyncStream<Void>
    let gate = DispatchSemaphore(value: 0)

    init() throws {
        let (begun, hold) = AsyncStream.makeStream(of: Void.self)
        self.begun = begun
        let gate = gate
        entry = TreeEntry(
            path: try relative("a"), mode: 0o644,
            content: .file(
                .generated(size: 1) {
                    Reader {
                        hold.finish()
                        gate.wait()
                    }
                }))
    }

    private struct Reader: ByteReader {
        var hasRead = false
        let wait: @Sendable () -> Void

        init(_ wait: @escaping @Sendable () -> Void) { self.wait = wait }

        mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
            if hasRead { return 0 }
            hasRead = true
            wait()
            buffer[0] = 7
            return 1
        }
    }
}
