import Vocabulary

/// The project's name: given, else `name:` of the last file that has one, else the project directory's: compose-go, `cli/options.go` and `loader/loader.go`.
struct ProjectNamer {
    let session: LoadSession

    /// Empty where none can be made.
    func name() -> String {
        let request = session.request
        if let given = request.projectName ?? request.environment["COMPOSE_PROJECT_NAME"], !given.isEmpty {
            if Self.normalized(given) != given {
                session.findings.error(
                    "compose.project-name", at: nil, "`\(given)` is no project name",
                    expected: "lower-case letters, digits, hyphens and underscores, beginning with a letter or a digit")
            }
            return given
        }
        var written: ComposeValue?
        for file in request.files {
            for document in session.parse(file, askedAt: nil) ?? [] {
                if let name = document["name"], let text = name.string, !text.isEmpty { written = name }
            }
        }
        if let written, let text = written.string {
            let isKept = request.leftOut.contains(.normalization)
            guard request.interpolation == .resolve else { return isKept ? text : Self.normalized(text) }
            let quiet = Findings()
            let value = Interpolator(environment: request.environment, unset: .warn, findings: quiet)
                .substitute(text, at: written.position, "name")
            quiet.errors.forEach(session.findings.add)
            return isKept ? value : Self.normalized(value)
        }
        return Self.normalized(request.projectDirectory.lastComponent)
    }

    /// Lower case; without what a name cannot hold; without `_` and `-` in front.
    static func normalized(_ text: String) -> String {
        let kept = text.lowercased().unicodeScalars.filter {
            ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "_" || $0 == "-"
        }
        return String(String.UnicodeScalarView(kept.drop { $0 == "_" || $0 == "-" }))
    }
}
