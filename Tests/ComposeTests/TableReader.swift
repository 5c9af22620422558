import Compose
import Vocabulary

/// Files of a project in a table; paths below the definition.
struct TableReader: ComposeFileReader {
    var files: [String: String]

    func read(_ path: AbsolutePath) throws(Problem) -> [UInt8]? {
        if path.rawValue.hasSuffix("/folder") {
            throw Problem("test.folder", .definition, "\(path) is a folder")
        }
        guard let relative = path.below(ComposeLoader.definitionDirectory) else { return nil }
        return files[relative.rawValue].map { Array($0.utf8) }
    }
}

/// Loads one file, or several by name.
func load(
    _ text: String, more: [String: String] = [:], files: [String] = ["compose.yaml"],
    environment: [String: String] = [:], profiles: [String] = [], change: (inout ComposeRequest) -> Void = { _ in }
) throws(Problems) -> ComposeProject {
    var request = ComposeRequest(
        files: files.compactMap { RelativePath($0).map(ComposeLoader.definitionDirectory.appending) },
        projectDirectory: ComposeLoader.definitionDirectory, environment: environment, profiles: profiles)
    request.homeDirectory = AbsolutePath("/home/user")
    change(&request)
    var table = more
    table["compose.yaml"] = text
    return try ComposeLoader.load(request, reader: TableReader(files: table))
}

/// What loading refuses, each as `file:line:column code: message`.
func refusals(
    _ text: String, more: [String: String] = [:], files: [String] = ["compose.yaml"],
    environment: [String: String] = [:], profiles: [String] = [], change: (inout ComposeRequest) -> Void = { _ in }
) -> [String] {
    do {
        _ = try load(
            text, more: more, files: files, environment: environment, profiles: profiles, change: change)
        return []
    } catch {
        return error.all.filter { $0.severity == .error }.map { problem in
            "\(problem.position.map { "\($0) " } ?? "")\(problem.code): \(problem.message)"
                + (problem.expected.map { "; expected \($0)" } ?? "") + (problem.found.map { "; found \($0)" } ?? "")
                + (problem.hint.map { "; \($0)" } ?? "")
        }
    }
}
