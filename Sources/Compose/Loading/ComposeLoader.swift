public import Vocabulary

/// Compose files → one ``ComposeProject``: the Compose Specification, with Docker Compose 2.40.3 as the reference.
public enum ComposeLoader {
    /// Loads with everything that a request can say.
    ///
    /// Pure but for the reader; time and memory grow with the files' size. Throws every problem of the files at once,
    /// in the order of their text, warnings among them, all with exit code 10 and codes `compose.…` (the reader's own problems keep theirs).
    public static func load(
        _ request: ComposeRequest, reader: any ComposeFileReader
    ) throws(Problems) -> ComposeProject {
        let session = LoadSession(request, reader: reader)
        let project = ProjectAssembler(session: session).assemble()
        if !session.findings.errors.isEmpty, let problems = Problems(session.showingLines(session.findings.sorted)) {
            throw problems
        }
        guard var project else {
            throw Problems(Problem("compose.empty", .definition, "there is nothing in the Compose files"))
        }
        project.warnings = session.showingLines(project.warnings)
        return project
    }

    /// The place where ``load(files:environment:projectName:profiles:reader:)`` takes a definition to be. Nobody has it on a machine; some folders stand above it, so that
    /// paths which lead out of the definition can be told as they were written.
    public static let definitionDirectory = AbsolutePath(
        String(repeating: "outside/", count: 8) + "definition", relativeTo: .root)

    /// A text that names paths of the definition, with the paths as a person wrote them: `config/a`, `../b`.
    public static func asWritten(_ text: String) -> String {
        var place = definitionDirectory
        var result = writtenOutside(text)
        var prefix = ""
        while place != .root {
            result = result.replacing("\(place)/", with: prefix)
            place = place.parent
            prefix += "../"
        }
        return result
    }

    /// `../` for the `.outside/1/` of names in a bundle.
    private static func writtenOutside(_ text: String) -> String {
        guard text.contains(OutsidePath.folder + "/") else { return text }
        return (1...OutsidePath.mostLevels).reduce(text) { text, levels in
            text.replacing("\(OutsidePath.folder)/\(levels)/", with: String(repeating: "../", count: levels))
        }
    }

    /// Loads files of a definition by their paths in it. The reader is asked for paths below ``definitionDirectory``.
    public static func load(
        files: [RelativePath], environment: [String: String], projectName: String?, profiles: [String],
        reader: any ComposeFileReader
    ) throws(Problems) -> ComposeProject {
        let request = ComposeRequest(
            files: files.map(definitionDirectory.appending), projectDirectory: definitionDirectory,
            environment: environment, projectName: projectName, profiles: profiles)
        do throws(Problems) {
            var project = try load(request, reader: reader)
            project.warnings = project.warnings.map(asWritten)
            return project
        } catch {
            throw Problems(error.all.map(asWritten)) ?? error
        }
    }

    /// The same in a problem's words; its place names files in this way already.
    public static func asWritten(_ problem: Problem) -> Problem {
        var problem = problem
        problem.message = asWritten(problem.message)
        problem.expected = problem.expected.map(asWritten)
        problem.found = problem.found.map(asWritten)
        problem.hint = problem.hint.map(asWritten)
        return problem
    }

    /// Every variable that the files (with what they extend and include) interpolate, sorted by name.
    ///
    /// Nothing is interpolated for it, so paths in `include` and `extends` that hold variables are not followed.
    /// Throws where a file cannot be read as YAML or a variable's expression is malformed.
    public static func variables(
        in request: ComposeRequest, reader: any ComposeFileReader
    ) throws(Problems) -> [ComposeVariable] {
        let session = LoadSession(request, reader: reader)
        let variables = VariableCollector(session: session).collect(request.files)
        if let problems = Problems(session.showingLines(session.findings.sortedErrors)) { throw problems }
        return variables
    }
}
