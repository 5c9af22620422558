import Vocabulary

/// Bytes a second over the last few seconds, so that a stall shows and a start does not lie.
struct TransferRate: Sendable {
    private var samples: [(at: ContinuousClock.Instant, bytes: Int64)] = []
    private static let window = Duration.seconds(5)

    mutating func note(_ count: ByteCount, at now: ContinuousClock.Instant) {
        // Five samples a second are enough, whatever the pace of the events.
        if samples.count > 1, samples[samples.count - 2].at.duration(to: now) < .milliseconds(200) {
            samples.removeLast()
        }
        samples.append((now, count.bytes))
        // Two remain, however long ago the older one was: the rate of events that come seldom.
        while samples.count > 2, samples[1].at.duration(to: now) > Self.window { samples.removeFirst() }
    }

    /// `nil` until half a second was seen.
    func bytesPerSecond(at now: ContinuousClock.Instant) -> Double? {
        guard let first = samples.first, let last = samples.last else { return nil }
        let span = first.at.duration(to: max(last.at, now))
        guard span >= .milliseconds(500) else { return nil }
        let seconds = Double(span.components.seconds) + Double(span.components.attoseconds) / 1e18
        return Double(last.bytes - first.bytes) / seconds
    }
}
