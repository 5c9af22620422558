/// Tells a person who insists from a signal that comes twice: supervisors (`timeout`, a shell's job control) send it to a process and to its group.
struct InterruptionCount: Sendable {
    enum Arrival: Hashable, Sendable { case first, echo, insistence }

    private var began: ContinuousClock.Instant?
    /// Longer than two deliveries of one signal are apart, shorter than a person presses the keys twice.
    private static let echoes = Duration.milliseconds(100)

    var hasBegun: Bool { began != nil }

    mutating func take(at now: ContinuousClock.Instant) -> Arrival {
        guard let began else {
            began = now
            return .first
        }
        return began.duration(to: now) < Self.echoes ? .echo : .insistence
    }
}
