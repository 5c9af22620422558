import Synchronization

/// A value that comes once, for one task that waits for it.
final class Promise<Value: Sendable>: Sendable {
    private enum State {
        case empty
        case awaited(CheckedContinuation<Value, any Error>)
        case kept(Result<Value, any Error>)
    }
    private let state = Mutex(State.empty)

    /// The first one counts.
    func keep(_ result: Result<Value, any Error>) {
        let continuation = state.withLock { state -> CheckedContinuation<Value, any Error>? in
            switch state {
            case .empty:
                state = .kept(result)
                return nil
            case .awaited(let continuation):
                state = .kept(result)
                return continuation
            case .kept: return nil
            }
        }
        continuation?.resume(with: result)
    }

    func value() async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let result = state.withLock { state -> Result<Value, any Error>? in
                if case .kept(let result) = state { return result }
                state = .awaited(continuation)
                return nil
            }
            if let result { continuation.resume(with: result) }
        }
    }
}
