import Vocabulary

/// Collects what is wrong while a project is loaded, so that all of it is told at once. Used by one load, on one thread.
final class Findings {
    private(set) var errors: [Problem] = []
    private(set) var warnings: [Problem] = []
    private var seen: Set<Problem> = []

    func error(
        _ code: ProblemCode, at position: SourcePosition?, _ message: String, expected: String? = nil,
        found: String? = nil, hint: String? = nil
    ) {
        add(
            Problem(code, .definition, at: position, message, expected: expected, found: found, hint: hint),
            to: \.errors)
    }

    func warn(_ code: ProblemCode, at position: SourcePosition?, _ message: String, hint: String? = nil) {
        add(Problem(code, .definition, severity: .warning, at: position, message, hint: hint), to: \.warnings)
    }

    func add(_ problem: Problem) { add(problem, to: problem.severity == .error ? \.errors : \.warnings) }

    private func add(_ problem: Problem, to list: ReferenceWritableKeyPath<Findings, [Problem]>) {
        let problem = Self.cut(problem)
        if seen.insert(problem).inserted { self[keyPath: list].append(problem) }
    }

    /// A value of ten megabytes is told by its beginning.
    private static func cut(_ problem: Problem) -> Problem {
        var problem = problem
        problem.message = cut(problem.message)
        problem.found = problem.found.map(cut)
        return problem
    }

    private static func cut(_ text: String) -> String {
        text.utf8.count <= 2_000 ? text : "\(text.prefix(200)) … \(text.suffix(200))"
    }

    /// In the order of the files' text.
    var sorted: [Problem] {
        // Of one place the error says enough, and of errors that of the variable, from which the others come.
        let unset = Set(errors.filter { $0.code == "compose.variable-required" }.compactMap(\.position))
        let first = errors.filter { $0.code == "compose.variable-required" || !Self.stands($0, at: unset) }
        let places = Set(errors.compactMap(\.position))
        return Self.sorted(first + warnings.filter { !Self.stands($0, at: places) })
    }

    private static func stands(_ problem: Problem, at places: Set<SourcePosition>) -> Bool {
        problem.position.map(places.contains) ?? false
    }

    var sortedErrors: [Problem] { Self.sorted(errors) }
    var sortedWarnings: [Problem] { Self.sorted(warnings) }

    private static func sorted(_ problems: [Problem]) -> [Problem] {
        problems.enumerated().sorted { left, right in
            switch (left.element.position, right.element.position) {
            case (let first?, let second?) where first != second: first < second
            default: left.offset < right.offset
            }
        }.map(\.element)
    }
}
