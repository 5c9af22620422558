import Synchronization

/// Does some work once for all who ask for it at the same time. The work ends when nobody waits for it any more.
final class SingleFlight<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Flight {
        let number: UInt64
        var task: Task<Void, Never>?
        var waiting: [UInt64: CheckedContinuation<Value, any Error>]
    }
    private struct State {
        var next: UInt64 = 0
        var flights: [Key: Flight] = [:]
    }
    private let state = Mutex(State())

    /// The value of `work`, begun now or by somebody else a moment ago; an error reaches all who wait.
    func value(for key: Key, _ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let me = state.withLock { state in
            state.next += 1
            return state.next
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isOff = state.withLock { state in
                    if Task.isCancelled { return true }
                    if state.flights[key] != nil {
                        state.flights[key]?.waiting[me] = continuation
                    } else {
                        let task = Task { await self.fly(key, me, work) }
                        state.flights[key] = Flight(number: me, task: task, waiting: [me: continuation])
                    }
                    return false
                }
                if isOff { continuation.resume(throwing: CancellationError()) }
            }
        } onCancel: {
            leave(key, me)
        }
    }

    /// How many wait for a key.
    func waiting(for key: Key) -> Int { state.withLock { $0.flights[key]?.waiting.count ?? 0 } }

    private func fly(_ key: Key, _ number: UInt64, _ work: @Sendable () async throws -> Value) async {
        let outcome: Result<Value, any Error>
        do {
            outcome = .success(try await work())
        } catch {
            outcome = .failure(error)
        }
        let waiting = state.withLock { state -> [CheckedContinuation<Value, any Error>] in
            // All may have left, and others begun anew.
            guard let flight = state.flights[key], flight.number == number else { return [] }
            state.flights[key] = nil
            return Array(flight.waiting.values)
        }
        for continuation in waiting { continuation.resume(with: outcome) }
    }

    private func leave(_ key: Key, _ me: UInt64) {
        let (mine, abandoned) = state.withLock {
            state -> (CheckedContinuation<Value, any Error>?, Task<Void, Never>?) in
            guard let mine = state.flights[key]?.waiting.removeValue(forKey: me) else { return (nil, nil) }
            guard let flight = state.flights[key], flight.waiting.isEmpty else { return (mine, nil) }
            state.flights[key] = nil
            return (mine, flight.task)
        }
        abandoned?.cancel()
        mine?.resume(throwing: CancellationError())
    }
}
