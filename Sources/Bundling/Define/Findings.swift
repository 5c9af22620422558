import Compose
import Vocabulary

/// Collects what is found while a definition is read, so that a person sees all of it at once.
final class Findings {
    private(set) var all: [Problem] = []
    private var seen: Set<Problem> = []

    /// Kept once: the same model is read several times, once for each image that an answer can choose.
    func add(_ problem: Problem) {
        let problem = ComposeLoader.asWritten(problem)
        if seen.insert(problem).inserted { all.append(problem) }
    }
    func add(_ problems: [Problem]) { for problem in problems { add(problem) } }

    /// Errors of the definition: exit 10.
    func refuse(
        _ code: ProblemCode, at position: SourcePosition?, _ message: String, expected: String? = nil,
        found: String? = nil, consequence: String? = nil, hint: String? = nil
    ) {
        add(
            Problem(
                code, .definition, at: position, message, expected: expected, found: found, consequence: consequence,
                hint: hint))
    }

    var errors: [Problem] { all.filter { $0.severity == .error } }

    /// In the order of the files and lines; what has no place stands last.
    var sorted: [Problem] { Self.sorted(all) }

    static func sorted(_ problems: [Problem]) -> [Problem] {
        problems.enumerated().sorted { left, right in
            switch (left.element.position, right.element.position) {
            case (let first?, let second?) where first != second: first < second
            case (_?, nil): true
            case (nil, _?): false
            default: left.offset < right.offset
            }
        }.map(\.element)
    }

    /// Throws ``Problems`` with every finding, warnings among them, where one is an error.
    func throwIfRefused() throws {
        if !errors.isEmpty, let problems = Problems(sorted) { throw problems }
    }
}
