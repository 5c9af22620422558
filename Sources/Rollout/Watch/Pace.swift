/// Keeps looks apart.
actor Pace {
    private let between: Duration
    private var next: ContinuousClock.Instant?

    init(seconds: Int) { between = .seconds(seconds) }

    /// Whether it is time for the next look; if so, the one after it is as far off again.
    func isDue() -> Bool {
        if let next, ContinuousClock.now < next { return false }
        // A tick that comes a little early counts: waiting for the next one would double the pace.
        next = .now + between - .milliseconds(100)
        return true
    }
}
