import Foundation
import Synchronization

/// Runs work that reads and compresses for minutes on a thread of its own, so that it takes none from Swift's pool.
enum BlockingWork {
    /// `work` looks at the flag between chunks and ends when it is raised, by throwing `CancellationError`.
    static func run<Value: Sendable>(_ work: @escaping @Sendable (CancellationFlag) throws -> Value) async throws
        -> Value
    {
        let flag = CancellationFlag()
        let job = Job(work)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let thread = Thread { continuation.resume(with: job.run(flag)) }
                thread.name = "valise pack"
                // The default of 512 KiB is for small work; a deep call into libzstd should not be what finds its end.
                thread.stackSize = 4 << 20
                thread.start()
            }
        } onCancel: {
            flag.raise()
        }
    }
}

/// Work that is done once, and lets go of all that it has held before anybody learns what came of it: files that go with their last user are gone then.
private final class Job<Value: Sendable>: Sendable {
    private let work: Mutex<(@Sendable (CancellationFlag) throws -> Value)?>

    init(_ work: @escaping @Sendable (CancellationFlag) throws -> Value) { self.work = Mutex(work) }

    func run(_ flag: CancellationFlag) -> Result<Value, any Error> {
        let work = work.withLock { work in
            defer { work = nil }
            return work
        }
        return Result {
            guard let work else { throw CancellationError() }
            return try work(flag)
        }
    }
}

/// Raised once, seen from any thread.
final class CancellationFlag: Sendable {
    private let isRaised = Atomic(false)
    func raise() { isRaised.store(true, ordering: .releasing) }
    func check() throws { if isRaised.load(ordering: .acquiring) { throw CancellationError() } }
}
