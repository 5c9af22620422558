import RegistryClient
import Synchronization

/// Time that only passes where somebody waits, or says so; and chance that is always the same.
final class TestClock: Sendable {
    private let state = Mutex((now: Duration.zero, sleeps: [Duration]()))
    private let chance: Double

    init(chance: Double = 0.5) { self.chance = chance }

    /// What was waited for, in order.
    var sleeps: [Duration] { state.withLock { $0.sleeps } }
    func advance(_ duration: Duration) { state.withLock { $0.now += duration } }

    var timing: RegistryTiming {
        RegistryTiming(
            elapsed: { self.state.withLock { $0.now } },
            // 2026-01-01T00:00:00Z
            wallClock: { 1_767_225_600 },
            sleep: { duration in
                try Task.checkCancellation()
                self.state.withLock { state in
                    state.now += duration
                    state.sleeps.append(duration)
                }
            }, random: { self.chance })
    }
}
