import Vocabulary

/// Gathers what travels in the bundle: named files, and configuration sources with all that is below them.
struct TravellingFiles {
    let disk: DefinitionDisk
    let findings: Findings
    /// Paths that are data: never packed, even inside a folder of configuration.
    let data: [RelativePath]
    private var found: [RelativePath: DefinitionFile] = [:]

    /// More than this is no configuration but somebody's home folder.
    static let countLimit = 20_000
    static let depthLimit = 64

    init(disk: DefinitionDisk, findings: Findings, data: [RelativePath]) {
        self.disk = disk
        self.findings = findings
        self.data = data
    }

    /// Without plain files that stand beside their template: those are for a developer's `docker compose up`.
    var files: [DefinitionFile] {
        found.values.filter { file in
            file.kind == .folder || found[TemplateFile.template(of: file.path)] == nil
        }.sorted { $0.path < $1.path }
    }

    /// Adds a file, or a folder with all that it holds.
    mutating func add(_ path: RelativePath, at place: SourcePosition?) {
        guard found[path] == nil, !data.contains(where: { path.isAtOrBelow($0) }) else { return }
        guard found.count < Self.countLimit, path.components.count <= Self.depthLimit else {
            findings.refuse(
                "definition.too-many-files", at: place,
                "the definition's files are too many or too deep (at `\(path)`)",
                expected: "at most \(Self.countLimit) files, \(Self.depthLimit) folders deep")
            return
        }
        guard path.rawValue.utf8.allSatisfy({ (0x20..<0x7f).contains($0) }) else {
            findings.refuse(
                "definition.file-name", at: place,
                "the file `\(path)` cannot travel in a bundle: its name is not plain ASCII",
                expected: "letters, digits and signs without accents, so that the name is the same on every machine")
            return
        }
        switch disk.look(path) {
        case .file(let size, _) where size > BundledFile.maximumSize:
            findings.refuse(
                "definition.file-too-large", at: place, "the file `\(path)` is too large to travel as configuration",
                expected: "at most \(ByteCount(BundledFile.maximumSize))", found: "\(ByteCount(size))",
                hint: "put it into an image, or list it under `data:` in valise.yaml and copy it at the target")
        case .file(let size, let mode):
            let permissions = mode & 0o111 == 0 ? 0o644 : 0o755
            found[path] = DefinitionFile(path: path, mode: permissions, kind: .file(size: size))
        case .folder:
            found[path] = DefinitionFile(path: path, mode: 0o755, kind: .folder)
            addContent(of: path, at: place)
        case .link(let link):
            var problem = DefinitionDisk.linkProblem(link, on: path)
            problem.position = place
            findings.add(problem)
        case .other:
            findings.refuse(
                "definition.unreadable", at: place,
                "`\(path)` cannot travel in a bundle: it is neither a file nor a folder")
        case .refused(let words):
            findings.refuse("definition.unreadable", at: place, "cannot look at `\(path)`: \(words)")
        case .missing: break  // whoever names it has said so
        }
    }

    private mutating func addContent(of folder: RelativePath, at place: SourcePosition?) {
        do throws(Problem) {
            for name in try disk.names(in: folder) {
                // Keeps folders in version control; no container wants it.
                if name == ".gitkeep" || name == ".git" { continue }
                guard let part = RelativePath(name) else { continue }
                add(folder.appending(part), at: place)
            }
        } catch {
            var problem = error
            problem.position = problem.position ?? place
            findings.add(problem)
        }
    }
}
