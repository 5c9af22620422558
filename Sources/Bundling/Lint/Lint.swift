import Compose
public import Vocabulary

/// What a definition that packs should still be told: warnings of what ages or hurts, and notes of what each bind source is taken for.
///
/// Pure but for a look at the files of writable configuration. In the order of the files. Codes: `lint.*`, and the warnings of ``define(_:profileFolders:)``.
public func lint(_ definition: Definition) -> [Problem] {
    let found =
        definition.findings + ImageLint(definition: definition).problems()
        + QuestionLint(definition: definition).problems()
        + definition.project.services.flatMap { ServiceLint(service: $0).problems() }
        + SourceLint(definition: definition).problems() + KeyLint(definition: definition).problems()
    var seen: Set<Problem> = []
    return definition.showingLines(Findings.sorted(found.filter { seen.insert($0).inserted }))
}

extension Problem {
    /// A finding that does not keep anybody from packing.
    static func lint(
        _ code: ProblemCode, _ severity: Severity, at position: SourcePosition?, _ message: String,
        found: String? = nil, consequence: String? = nil, hint: String? = nil
    ) -> Problem {
        Problem(
            code, .definition, severity: severity, at: position, message, found: found, consequence: consequence,
            hint: hint)
    }
}
