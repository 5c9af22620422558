import EngineClient
import Vocabulary

/// Ticks when something has happened to this installation's containers, and at least every second: events can be lost (an engine that restarts), a look cannot.
struct EngineSignal: Sendable {
    let engine: EngineClient
    let installation: InstallationName

    /// Calls `body` at once and after every tick until it gives a value.
    func first<Value: Sendable>(_ body: @Sendable () async throws -> Value?) async throws -> Value {
        if let value = try await body() { return value }
        let (ticks, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let watching = Task {
            do {
                let filters = [
                    "type": ["container"], "label": ["\(ObjectLabel.installation)=\(installation)"],
                ]
                let events = try await engine.events(filters: filters, silence: .untilCancelled)
                for try await _ in events { continuation.yield() }
            } catch {
                // The clock goes on; the next look says what is wrong with the engine.
            }
        }
        let clock = Task {
            while !Task.isCancelled {
                try await Task.sleep(for: .seconds(1))
                continuation.yield()
            }
        }
        defer {
            watching.cancel()
            clock.cancel()
            continuation.finish()
        }
        for await _ in ticks {
            try Task.checkCancellation()
            if let value = try await body() { return value }
        }
        throw CancellationError()
    }
}
