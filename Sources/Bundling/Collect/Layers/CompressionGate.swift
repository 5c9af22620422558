import Foundation
import Synchronization

/// How many layers are compressed at a time: one for each core, and no more than memory allows.
final class CompressionGate: Sendable {
    private struct State {
        var free: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    /// A compressor of the highest levels takes some 250 MiB with our window, of the others under 100 (measured): two of those, or four of these, stay under 400 MiB.
    static func width(of storage: LayerStorage) -> Int {
        let memory =
            switch storage {
            case .packed(let level) where level > 12: 1
            case .packed, .preserved: 4
            }
        return min(ProcessInfo.processInfo.activeProcessorCount, memory)
    }

    init(width: Int) { state = Mutex(State(free: width)) }

    /// Runs `work` on a thread of its own as soon as it is its turn.
    func run<Value: Sendable>(
        _ work: @escaping @Sendable (CancellationFlag) throws -> Value
    ) async throws -> Value {
        await enter()
        defer { leave() }
        try Task.checkCancellation()
        return try await BlockingWork.run(work)
    }

    /// Those who wait are few, and those before them end on their own, also when all are cancelled: waiting need not be cut short.
    private func enter() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                guard state.free > 0 else {
                    state.waiting.append(continuation)
                    return false
                }
                state.free -= 1
                return true
            }
            if isFree { continuation.resume() }
        }
    }

    private func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            if state.waiting.isEmpty {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume()
    }
}
