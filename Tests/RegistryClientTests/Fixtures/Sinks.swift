import RegistryClient
import Synchronization
import Vocabulary

/// Remembers numbers, from any task.
final class Numbers: Sendable {
    private let numbers = Mutex<[Int64]>([])
    func add(_ number: Int64) { numbers.withLock { $0.append(number) } }
    var all: [Int64] { numbers.withLock { $0 } }
}

/// Counts what was written since the last restart.
final class CountingSink: BlobSink, Sendable {
    private let written = Mutex<Int64>(0)
    var count: Int64 { written.withLock { $0 } }
    func write(_ bytes: UnsafeRawBufferPointer) { written.withLock { $0 += Int64(bytes.count) } }
    func restart() { written.withLock { $0 = 0 } }
}

struct FailingSink: BlobSink {
    let problem: Problem
    func write(_ bytes: UnsafeRawBufferPointer) throws { throw problem }
    func restart() {}
}
