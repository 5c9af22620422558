import Vocabulary

/// How a command ends where it does not throw: with one of the table's codes, or with that of a program that it ran.
struct CommandExit: Hashable, Sendable {
    let rawValue: Int32

    init(_ exit: ExitCode) { rawValue = exit.rawValue }
    /// The exit code of a program in a container, passed through.
    init(ofProgram code: Int) { rawValue = Int32(truncatingIfNeeded: code) }

    static let done = CommandExit(.done)
    static let unhealthy = CommandExit(.unhealthy)
    static let interrupted = CommandExit(.interrupted)
}
