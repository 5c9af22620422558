import Vocabulary

/// Problems as programs read them; documented in <doc:JSONDocuments>.
enum ProblemDocument {
    static func of(_ problem: Problem) -> JSON {
        [
            "code": .text(problem.code),
            "severity": .string(problem.severity.rawValue),
            "message": .string(problem.message),
            "position": problem.position.map { position in
                [
                    "file": .string(position.file), "line": .integer(Int64(position.line)),
                    "column": .integer(Int64(position.column)),
                ]
            } ?? .null,
            "source": .text(problem.source?.text),
            "expected": .text(problem.expected),
            "found": .text(problem.found),
            "consequence": .text(problem.consequence),
            "hint": .text(problem.hint),
        ]
    }

    /// `valise.error.v1`: what ended a command.
    static func of(_ report: FailureReport, support: ApplicationDescription.Support?) -> JSON {
        .document(
            "valise.error.v1",
            [
                "exit": .integer(Int64(report.exit.rawValue)),
                "problems": .array(report.problems.map(of)),
                "support": support.map { support in
                    ["name": .text(support.name), "phone": .text(support.phone), "mail": .text(support.mail)]
                } ?? .null,
            ])
    }
}
