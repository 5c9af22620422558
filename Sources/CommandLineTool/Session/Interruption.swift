import Foundation
import Synchronization

/// SIGINT and SIGTERM cancel the work, which ends at the next safe place; a second one ends the program at once.
final class Interruption: Sendable {
    private let count = Mutex(0)

    var circumstance: FailureReport.Circumstance { count.withLock { $0 > 0 } ? .interrupted : .ordinary }

    /// `first` is called once, from another thread, `second` when the person insists.
    func watch(first: @escaping @Sendable () -> Void, second: @escaping @Sendable () -> Void) {
        // A reader that has gone is an error of `write`, not the end of the process; NIO asks for this too.
        signal(SIGPIPE, SIG_IGN)
        Signals.watch([SIGINT, SIGTERM]) { _ in
            let seen = self.count.withLock { count in
                count += 1
                return count
            }
            if seen == 1 { first() } else { second() }
        }
    }
}
