import Vocabulary

/// What the stages of one load share: the request, the reader, what was found, what was read.
final class LoadSession {
    let request: ComposeRequest
    let reader: any ComposeFileReader
    let findings = Findings()
    private(set) var filesRead: [AbsolutePath] = []
    private var contents: [AbsolutePath: [UInt8]?] = [:]
    private var documents: [AbsolutePath: [ComposeValue]] = [:]
    private var includes = 0

    init(_ request: ComposeRequest, reader: any ComposeFileReader) {
        self.request = request
        self.reader = reader
    }

    /// As messages name a file: below the project directory, else in full.
    func name(_ path: AbsolutePath) -> String {
        if let below = path.below(request.projectDirectory) { return below.rawValue }
        // A definition stands nowhere: what lies outside of it is named as it is written.
        return request.projectDirectory == ComposeLoader.definitionDirectory
            ? OutsidePath(path)?.written ?? path.rawValue : path.rawValue
    }

    /// What makes relative paths of a folder absolute; or relative to the project, where that is asked for.
    func paths(from folder: AbsolutePath) -> PathResolver {
        PathResolver(
            base: folder, home: request.homeDirectory, findings: findings,
            seenFrom: request.leftOut.contains(.pathResolution) ? request.projectDirectory : nil)
    }

    /// The content of a file, read once; `nil` where there is none, or it cannot be read (then that is among the findings, with the place that asks for it).
    func content(_ path: AbsolutePath, askedAt position: SourcePosition?) -> [UInt8]? {
        if let known = contents[path] { return known }
        // Twice, because a missing `.env` counts too.
        guard contents.count < 2 * request.limits.files else {
            findings.error(
                "compose.too-many-files", at: position, "the project reads too many files",
                expected: "at most \(request.limits.files)")
            return nil
        }
        var bytes: [UInt8]?
        do {
            bytes = try reader.read(path)
        } catch {
            var problem = error
            problem.position = problem.position ?? position
            findings.add(problem)
            contents[path] = .some([])
            return []
        }
        contents[path] = .some(bytes)
        if bytes != nil { filesRead.append(path) }
        return bytes
    }

    /// Problems with the lines where they stand, of files that were read.
    func showingLines(_ problems: [Problem]) -> [Problem] {
        var files: [String: AbsolutePath] = [:]
        for path in filesRead { files[name(path)] = path }
        var texts: [String: SourceText] = [:]
        return problems.map { problem in
            problem.showingLine { file in
                if let known = texts[file] { return known }
                guard let path = files[file], let bytes = contents[path] ?? nil else { return nil }
                let text = SourceText(bytes)
                texts[file] = text
                return text
            }
        }
    }

    /// Whether one more file may be included. Files that are included twice by two each grow without end otherwise.
    func mayInclude(at position: SourcePosition) -> Bool {
        includes += 1
        if includes == request.limits.files + 1 {
            findings.error(
                "compose.too-many-files", at: position, "the project includes too many files",
                expected: "at most \(request.limits.files)")
        }
        return includes <= request.limits.files
    }

    /// The documents of a Compose file, parsed once; `nil` where the file is missing.
    func parse(_ path: AbsolutePath, askedAt position: SourcePosition?) -> [ComposeValue]? {
        if let known = documents[path] { return known }
        guard let bytes = content(path, askedAt: position) else {
            findings.error(
                "compose.missing-file", at: position, "cannot read the Compose file `\(name(path))`",
                expected: "a file", found: "nothing at \(path)")
            return nil
        }
        let text = ByteOrder.asUTF8(bytes)
        if let text { contents[path] = .some(text) }
        let parsed = YAMLReader(file: name(path), limits: request.limits, findings: findings).documents(text ?? bytes)
        documents[path] = parsed
        return parsed
    }
}
