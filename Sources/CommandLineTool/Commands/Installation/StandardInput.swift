import Dispatch
import Foundation
import Synchronization
import Vocabulary

/// Standard input in pieces, as they come; ends with it, or when the task is cancelled.
struct StandardInput: AsyncSequence, Sendable {
    func makeAsyncIterator() -> Iterator { Iterator() }

    struct Iterator: AsyncIteratorProtocol {
        private let queue = DispatchQueue(label: "standard input")

        mutating func next() async throws -> [UInt8]? {
            let isCancelled = Mutex(false)
            return try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { continuation in
                    queue.async {
                        continuation.resume(with: Result { try Self.read { isCancelled.withLock { $0 } } })
                    }
                }
            } onCancel: {
                isCancelled.withLock { $0 = true }
            }
        }

        /// Waits in short turns, so that it can be given up: a `read` of a terminal cannot.
        private static func read(until isOver: () -> Bool) throws -> [UInt8]? {
            var buffer = [UInt8](repeating: 0, count: 16 * 1024)
            while !isOver() {
                var entry = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
                guard poll(&entry, 1, 100) > 0 else { continue }
                let count = buffer.withUnsafeMutableBytes { Foundation.read(STDIN_FILENO, $0.baseAddress, $0.count) }
                if count > 0 { return Array(buffer[..<count]) }
                if count == 0 { return nil }
                guard errno == EINTR || errno == EAGAIN else {
                    throw Problem(
                        "input.failed", .step, "cannot read standard input: \(String(cString: strerror(errno)))")
                }
            }
            return nil
        }
    }
}
