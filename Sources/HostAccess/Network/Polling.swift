import Foundation

/// Waiting for descriptors: poll(2).
enum Polling {
    /// Blocks until one of them is ready. Gives how many are; 0 where the deadline has come.
    static func wait(for entries: inout [pollfd], until deadline: ContinuousClock.Instant) -> Int32 {
        while true {
            let left = deadline - .now
            guard left > .zero else { return 0 }
            // Rounded up: the limit is waited for in full.
            let milliseconds = left.components.seconds * 1_000 + left.components.attoseconds / 1_000_000_000_000_000 + 1
            let count = poll(&entries, nfds_t(entries.count), Int32(clamping: milliseconds))
            if count < 0, errno == EINTR { continue }
            return count
        }
    }
}
