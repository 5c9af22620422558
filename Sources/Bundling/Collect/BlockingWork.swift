import Foundation
import Synchronization

/// Runs work that reads and compresses for minutes on a thread of its own, so that it takes none from Swift's pool.
enum BlockingWork {
    /// `work` looks at the flag between chunks and ends when it is raised, by throwing `CancellationError`.
    static func run<Value: Sendable>(_ work: @escaping @Sendable (CancellationFlag) throws -> Value) async throws
        -> Value
    {
        let flag = CancellationFlag()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let thread = Thread { continuation.resume(with: Result { try work(flag) }) }
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

/// Raised once, seen from any thread.
final class CancellationFlag: Sendable {
    private let isRaised = Atomic(false)
    func raise() { isRaised.store(true, ordering: .releasing) }
    func check() throws { if isRaised.load(ordering: .acquiring) { throw CancellationError() } }
}
