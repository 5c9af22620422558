import Foundation

/// How much may lie on the disk and wait for a compressor, before who brings more has to wait itself.
///
/// Unchecked Sendable: all state is read and written while `condition` is held.
final class SpoolRoom: @unchecked Sendable {
    private let condition = NSCondition()
    private let limit: Int64
    private var held: Int64 = 0
    private var isClosed = false

    /// `limit`: in bytes; one layer more than that may be there.
    init(limit: Int64) { self.limit = limit }

    /// Blocks until there is room. Throws `CancellationError` once it is closed.
    func wait() throws {
        condition.lock()
        defer { condition.unlock() }
        while held >= limit, !isClosed { condition.wait() }
        if isClosed { throw CancellationError() }
    }

    func enter(_ bytes: Int64) {
        condition.withLock { held += bytes }
    }

    func leave(_ bytes: Int64) {
        condition.withLock { held -= bytes }
        condition.broadcast()
    }

    /// Nothing more is wanted.
    func close() {
        condition.withLock { isClosed = true }
        condition.broadcast()
    }
}
