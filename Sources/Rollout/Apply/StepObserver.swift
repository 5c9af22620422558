/// Is told of every record that an operation writes, and may stop it there: how tests find out that every one of them is survived. Passed in; nothing global.
package protocol StepObserver: Sendable {
    /// What it throws ends the operation at once, with nothing written after it: as if the power were cut.
    func reached(_ point: JournalPoint) throws
}

/// A place between two changes, in the ledger or on the host.
package enum JournalPoint: Hashable, Sendable {
    /// The release is written down.
    case released
    /// What was there before is written down.
    case found
    /// The operation and its steps are written down.
    case planned
    /// The intent of a step is written down; nothing is done yet.
    case begun(step: String)
    /// The step is done; that is not written down yet.
    case applied(step: String)
    /// The outcome is written down.
    case ended(step: String)
    /// All steps are done, and the release is current or the installation forgotten.
    case settled
    /// The operation is closed.
    case closed
}

struct NoObserver: StepObserver {
    func reached(_ point: JournalPoint) {}
}
