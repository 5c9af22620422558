import Vocabulary

/// What ended a command, made ready for printing: all its problems and the exit code.
struct FailureReport: Sendable {
    var problems: [Problem]
    var exit: ExitCode

    /// Whether a person or the system had asked for the end before the error came.
    enum Circumstance { case ordinary, interrupted }

    /// What any error means: `Problem` and `Problems` as they are, a cancelled task as an interruption, all else as a defect of ours.
    init(_ error: any Error, _ circumstance: Circumstance = .ordinary) {
        let report = FailureReport(meaningOf: error)
        guard circumstance == .interrupted, report.exit != .interrupted else {
            self = report
            return
        }
        // What is cancelled in the middle may call it something else: an engine that cannot be reached.
        self = FailureReport([Self.interrupted(found: report.problems.first?.message)])
    }

    private init(meaningOf error: any Error) {
        switch error {
        case let problem as Problem: self.init([problem])
        case let problems as Problems: self.init(problems.all)
        // Whatever changes a target says itself how to go on after an interruption; this is about all else.
        case is CancellationError: self.init([Self.interrupted(found: nil)])
        default:
            self.init([
                Problem(
                    "defect.unforeseen", .defect, "something happened that Valise does not foresee: \(error)",
                    consequence: "this is a defect of Valise",
                    hint: "report it with the command and this message")
            ])
        }
    }

    private static func interrupted(found: String?) -> Problem {
        Problem(
            "command.interrupted", .interrupted, "interrupted", found: found, consequence: "nothing was changed")
    }

    init(_ problems: [Problem]) {
        self.problems = problems
        // The first error decides: several from one look share their area.
        exit = (problems.first { $0.severity == .error } ?? problems.first)?.exit ?? .defect
    }
}
