import Vocabulary

/// What ended a command, made ready for printing: all its problems and the exit code.
struct FailureReport: Sendable {
    var problems: [Problem]
    var exit: ExitCode

    /// What any error means: `Problem` and `Problems` as they are, a cancelled task as an interruption, all else as a defect of ours.
    init(_ error: any Error, afterInterruption: String?) {
        switch error {
        case let problem as Problem: self.init([problem])
        case let problems as Problems: self.init(problems.all)
        case is CancellationError:
            self.init([
                Problem(
                    "command.interrupted", .interrupted, "interrupted",
                    hint: afterInterruption)
            ])
        default:
            self.init([
                Problem(
                    "defect.unforeseen", .defect, "something happened that Valise does not foresee: \(error)",
                    consequence: "this is a defect of Valise",
                    hint: "report it with the command and this message")
            ])
        }
    }

    init(_ problems: [Problem]) {
        self.problems = problems
        // The first error decides: several from one look share their area.
        exit = (problems.first { $0.severity == .error } ?? problems.first)?.exit ?? .defect
    }
}
