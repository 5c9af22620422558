import ArgumentParser

/// One command of the table: its arguments as ArgumentParser reads them, and what it does in a session.
protocol Command: ParsableCommand, Sendable {
    var session: SessionOptions { get }
    var format: OutputFormat { get }
    /// Does the work. What it throws is rendered by ``Shell``: `Problem` and `Problems` with their own exit, anything else as a defect.
    func run(in session: Session) async throws -> CommandExit
}

/// A command with all the common options: every one but `config`.
protocol CommonCommand: Command {
    var common: CommonOptions { get }
}

extension CommonCommand {
    var session: SessionOptions { common.session }
    var format: OutputFormat { common.format }
}
