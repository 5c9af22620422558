public import Vocabulary

/// Compose files → one ``ComposeProject``: Compose Specification, with Docker Compose 2.40.3 as the reference.
public enum ComposeLoader {
    /// Loads with everything that a request can say. Reports all problems of the files at once.
    public static func load(
        _ request: ComposeRequest, reader: any ComposeFileReader
    ) throws(Problems) -> ComposeProject {
        throw Problems(
            Problem("compose.unfinished", .defect, "cannot load \(request.files.first?.rawValue ?? "nothing")"))
    }

    /// The place where ``load(files:environment:projectName:profiles:reader:)`` takes a definition to be.
    public static let definitionDirectory = AbsolutePath("definition", relativeTo: .root)

    /// Loads files of a definition by their paths in it. The reader is asked for paths below ``definitionDirectory``.
    public static func load(
        files: [RelativePath], environment: [String: String], projectName: String?, profiles: [String],
        reader: any ComposeFileReader
    ) throws(Problems) -> ComposeProject {
        try load(
            ComposeRequest(
                files: files.map(definitionDirectory.appending), projectDirectory: definitionDirectory,
                environment: environment, projectName: projectName, profiles: profiles), reader: reader)
    }

    /// Every variable that the files (with what they extend and include) interpolate, sorted by name.
    ///
    /// Nothing is interpolated for it, so paths in `include` and `extends` that hold variables without defaults are not followed.
    public static func variables(
        in request: ComposeRequest, reader: any ComposeFileReader
    ) throws(Problems) -> [ComposeVariable] {
        throw Problems(
            Problem("compose.unfinished", .defect, "cannot load \(request.files.first?.rawValue ?? "nothing")"))
    }
}
