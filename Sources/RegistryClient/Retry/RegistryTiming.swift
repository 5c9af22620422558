internal import Foundation

/// Clock and chance, as the client sees them: a test passes its own and neither sleeps nor depends on the time of day.
public struct RegistryTiming: Sendable {
    /// Time that passed since some moment; never goes back.
    public var elapsed: @Sendable () -> Duration
    /// Seconds since 1970, by the machine's clock; only ever compared with dates of `Retry-After`.
    public var wallClock: @Sendable () -> Double
    /// Waits; throws `CancellationError` when the task is cancelled.
    public var sleep: @Sendable (Duration) async throws -> Void
    /// From 0 up to 1.
    public var random: @Sendable () -> Double

    public init(
        elapsed: @escaping @Sendable () -> Duration, wallClock: @escaping @Sendable () -> Double,
        sleep: @escaping @Sendable (Duration) async throws -> Void, random: @escaping @Sendable () -> Double
    ) {
        self.elapsed = elapsed
        self.wallClock = wallClock
        self.sleep = sleep
        self.random = random
    }

    /// The machine's.
    public static let system: RegistryTiming = {
        let start = ContinuousClock.now
        return RegistryTiming(
            elapsed: { ContinuousClock.now - start }, wallClock: { Date().timeIntervalSince1970 },
            sleep: { try await Task.sleep(for: $0) }, random: { Double.random(in: 0..<1) })
    }()
}
