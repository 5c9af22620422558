import Foundation
import Synchronization

/// SIGINT and SIGTERM cancel the work, which ends at the next safe place; a second one ends the program at once.
final class Interruption: Sendable {
    private let arrivals = Mutex(InterruptionCount())

    var circumstance: FailureReport.Circumstance { arrivals.withLock { $0.hasBegun } ? .interrupted : .ordinary }

    /// `first` is called once, from another thread, `second` when the person insists.
    func watch(first: @escaping @Sendable () -> Void, second: @escaping @Sendable () -> Void) {
        // A reader that has gone is an error of `write`, not the end of the process; NIO asks for this too.
        signal(SIGPIPE, SIG_IGN)
        Signals.watch([SIGINT, SIGTERM]) { _ in
            switch self.arrivals.withLock({ $0.take(at: .now) }) {
            case .first: first()
            case .echo: break
            case .insistence: second()
            }
        }
    }
}
