import Vocabulary

/// Shows progress events on standard error. Any task may call it.
protocol ProgressRenderer: Sendable {
    func take(_ event: ProgressEvent)
    /// Leaves the terminal clean for what is printed next; further events may follow.
    func pause()
    /// Nothing is drawn after this.
    func finish()
}
