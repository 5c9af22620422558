import Foundation
import Vocabulary

/// A problem on its way from one end to the other. The line of a definition is left out: no verb on a host reads one.
struct ProblemMessage: Codable, Sendable {
    private var code: ProblemCode
    private var exit: ExitCode
    private var severity: Problem.Severity
    private var position: SourcePosition?
    private var message: String
    private var expected: String?
    private var found: String?
    private var consequence: String?
    private var hint: String?

    private init(_ problem: Problem) {
        code = problem.code
        exit = problem.exit
        severity = problem.severity
        position = problem.position
        message = problem.message
        expected = problem.expected
        found = problem.found
        consequence = problem.consequence
        hint = problem.hint
    }

    private var problem: Problem {
        Problem(
            code, exit, severity: severity, at: position, message, expected: expected, found: found,
            consequence: consequence, hint: hint)
    }

    /// The payload of a failure. Anything but problems is a defect of ours, said as such; a cancelled task is an empty list.
    static func encode(_ error: any Error) -> [UInt8] {
        switch error {
        case is CancellationError: encode([])
        case let problem as Problem: encode([problem])
        case let problems as Problems: encode(problems.all)
        default:
            encode([Problem("host.unforeseen", .defect, "something happened that Valise does not foresee: \(error)")])
        }
    }

    static func encode(_ problems: [Problem]) -> [UInt8] {
        // Texts, numbers and lists of them: JSON has a form for each.
        do { return try CanonicalJSON.encode(problems.map(ProblemMessage.init)) } catch { return Array("[]".utf8) }
    }

    static func decode(_ payload: [UInt8]) throws(FrameParser.Violation) -> [Problem] {
        do {
            return try CanonicalJSON.decode([ProblemMessage].self, from: payload).map(\.problem)
        } catch {
            throw FrameParser.Violation(found: "problems that cannot be decoded")
        }
    }

    /// The error that a failure stands for.
    static func error(_ payload: [UInt8]) throws(FrameParser.Violation) -> any Error {
        let problems = try decode(payload)
        if problems.count == 1, let problem = problems.first { return problem }
        return Problems(problems) ?? CancellationError()
    }
}
