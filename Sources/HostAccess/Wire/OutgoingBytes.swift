import Foundation
import Synchronization
import Vocabulary

/// One direction of a stream, at the end that gives it. It sends as much as it has credit for. One writer.
final class OutgoingBytes: Sendable {
    private let state = Mutex(State())
    private let changed = DispatchSemaphore(value: 0)
    private let send: @Sendable (Frame.Kind, [UInt8]) -> Void

    private struct State {
        var credit = 0
        var isStopped = false
    }

    /// Nobody takes the bytes any more.
    struct Stopped: Error {}

    init(send: @escaping @Sendable (Frame.Kind, [UInt8]) -> Void) { self.send = send }

    /// Waits until all of it may be sent. Throws ``Stopped``.
    func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while !rest.isEmpty {
            let count = try state.withLock { state -> Int in
                guard !state.isStopped else { throw Stopped() }
                let count = min(rest.count, state.credit, LinkLimits.data)
                state.credit -= count
                return count
            }
            guard count > 0 else {
                changed.wait()
                continue
            }
            send(.data, Array(rest[..<count]))
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    /// The stream is complete.
    func finish() {
        if !state.withLock({ $0.isStopped }) { send(.end, []) }
    }

    func add(credit: Int) {
        // More than any window can never be used; kept from growing without end.
        state.withLock { $0.credit = min($0.credit + credit, 1 << 30) }
        changed.signal()
    }

    func stop() {
        state.withLock { $0.isStopped = true }
        changed.signal()
    }
}
