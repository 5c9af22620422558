import Synchronization

/// Bounds the memory of bodies that are made on the way, all clients together: who comes when there is no room waits for its turn, in order.
final class GenerationGate: Sendable {
    private struct State {
        var free: Int64
        var waiting: [(weight: Int64, continuation: CheckedContinuation<Void, Never>)] = []
    }
    private let state: Mutex<State>
    private let total: Int64

    /// How many wait for their turn.
    var waiting: Int { state.withLock { $0.waiting.count } }

    /// In bytes.
    init(bytes: Int64) {
        total = bytes
        state = Mutex(State(free: bytes))
    }

    /// What making a body of this size takes: a decoder's window, no larger than the content (RFC 8878, 3.1.1.1.2) and in our bundles at most 32 MiB, and two chunks that are
    /// under way. Never more than there is at all, so that everybody's turn comes.
    func weight(ofBody size: Int64) -> Int64 { min(min(size, 32 << 20) + (2 << 20), total) }

    /// A client that went away leaves its turn unused when it comes, so waiting need not be cut short.
    func enter(_ weight: Int64) async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                guard state.waiting.isEmpty, state.free >= weight else {
                    state.waiting.append((weight, continuation))
                    return false
                }
                state.free -= weight
                return true
            }
            if isFree { continuation.resume() }
        }
    }

    func leave(_ weight: Int64) {
        let next = state.withLock { state in
            state.free += weight
            var next: [CheckedContinuation<Void, Never>] = []
            while let first = state.waiting.first, state.free >= first.weight {
                state.free -= first.weight
                next.append(state.waiting.removeFirst().continuation)
            }
            return next
        }
        for continuation in next { continuation.resume() }
    }
}
