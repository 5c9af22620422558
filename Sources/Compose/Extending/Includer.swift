import Vocabulary

/// Adds what other Compose files hold, each with its own folder and `.env`: compose-go, `loader/include.go`.
struct Includer {
    let session: LoadSession
    let loader: FileLoader

    private var findings: Findings { session.findings }

    func apply(to model: ComposeMapping, in file: AbsolutePath) -> ComposeMapping {
        guard let include = model["include"] else { return model }
        var result = model
        result["include"] = nil
        guard let entries = include.list else {
            if !include.isNull {
                findings.error(
                    "compose.wrong-type", at: include.position, "`include` must be a list", expected: "a list of files",
                    found: include.kind)
            }
            return result
        }
        for entry in entries { importing(entry, from: file, into: &result) }
        return result
    }

    private func importing(_ entry: ComposeValue, from file: AbsolutePath, into model: inout ComposeMapping) {
        guard isReadable(entry) else { return }
        let paths = texts(entry.string == nil ? entry["path"] : entry)
        guard let first = paths.first else {
            findings.warn(
                "compose.include", at: entry.position, "an entry of `include` names no file",
                hint: "give it a `path`")
            // Its environment files are read all the same.
            if !texts(entry["env_file"]).isEmpty { _ = environment(entry, loader.workingDirectory) }
            return
        }
        let files = paths.compactMap { absolute($0) }
        guard files.count == paths.count, let main = files.first else { return }
        let chain = loader.including + [file]
        guard !chain.contains(main) else {
            let names = (chain + [main]).map(session.name).joined(separator: " → ")
            findings.error(
                "compose.include-cycle", at: first.position, "files include each other in a circle: \(names)",
                hint: "take one of these out of its `include`")
            return
        }
        guard session.mayInclude(at: first.position) else { return }
        guard chain.count < session.request.limits.depth else {
            findings.error(
                "compose.too-deep", at: first.position, "files include each other in too long a chain",
                expected: "at most \(session.request.limits.depth)")
            return
        }
        let directory =
            entry["project_directory"].flatMap { $0.string?.isEmpty ?? true ? nil : absolute($0) } ?? main.parent
        var environment = loader.environment
        environment.merge(self.environment(entry, directory)) { given, _ in given }
        let scope = FileLoader(
            session: session, workingDirectory: directory, environment: environment, including: chain)
        var imported = scope.load(files, namedAt: paths.map(\.position))
        imported["name"] = nil
        for kind in ["services", "volumes", "networks", "secrets", "configs", "models"] {
            merge(kind, imported, into: &model)
        }
    }

    /// Whether an entry has the right types. What is unknown in it is left out by the reference without a word.
    private func isReadable(_ entry: ComposeValue) -> Bool {
        guard entry.string == nil else { return true }
        guard !entry.isNull else { return true }
        guard let mapping = entry.mapping else {
            wrong(entry, "an entry of `include`", "a path, or a mapping with `path`")
            return false
        }
        let known = ["path", "project_directory", "env_file"]
        for item in mapping.entries where !known.contains(item.key) {
            findings.warn(
                "compose.unknown-key", at: item.keyPosition, "`include` has no attribute `\(item.key)`",
                hint: NearestName.of(item.key, among: known).map { "did you mean `\($0)`?" })
        }
        var isReadable = true
        for key in ["path", "env_file"] {
            guard let value = mapping[key], !value.isNull else { continue }
            if (value.list ?? [value]).contains(where: { $0.string == nil }) {
                wrong(value, "`include.\(key)`", "a path or a list of paths")
                isReadable = false
            }
        }
        if let directory = mapping["project_directory"], !directory.isNull, directory.string == nil,
            directory.integer == nil
        {
            wrong(directory, "`include.project_directory`", "a path")
            isReadable = false
        }
        return isReadable
    }

    private func wrong(_ value: ComposeValue, _ what: String, _ expected: String) {
        findings.error(
            "compose.wrong-type", at: value.position, "\(what) has the wrong type", expected: expected,
            found: SchemaChecker.shown(value))
    }

    private func merge(_ kind: String, _ imported: ComposeMapping, into model: inout ComposeMapping) {
        guard let source = imported[kind], let objects = source.mapping else { return }
        var target = model[kind]?.mapping ?? ComposeMapping()
        for object in objects.entries {
            if let own = target.entry(object.key) {
                if PlainValue(own.value) != PlainValue(object.value) {
                    findings.error(
                        "compose.include-conflict", at: own.keyPosition,
                        "`\(kind).\(object.key)` is also in an included file, and differs",
                        found: "the other one at \(object.keyPosition)",
                        hint: "change what is included in an override file: `include: [{path: [FILE, OVERRIDE]}]`")
                }
            } else {
                target.set(object)
            }
        }
        model[kind] = ComposeValue(.mapping(target), at: model[kind]?.position ?? source.position)
    }

    private func environment(_ entry: ComposeValue, _ directory: AbsolutePath) -> [String: String] {
        var variables: [String: String] = [:]
        let given = texts(entry["env_file"])
        let files = given.isEmpty ? [directory.appending(".env")] : given.compactMap { absolute($0) }
        for (index, file) in files.enumerated() {
            let place = given.isEmpty ? entry.position : given[min(index, given.count - 1)].position
            guard let bytes = session.content(file, askedAt: place) else {
                if !given.isEmpty {
                    findings.error(
                        "compose.missing-file", at: place,
                        "cannot read the environment file `\(session.name(file))`", found: "nothing at \(file)")
                }
                continue
            }
            let before = variables
            EnvironmentFileParser(file: session.name(file), findings: findings) {
                loader.environment[$0] ?? before[$0]
            }.parse(bytes, format: nil, into: &variables)
        }
        return variables
    }

    private func texts(_ value: ComposeValue?) -> [ComposeValue] {
        guard let value, !value.isNull else { return [] }
        return value.list ?? [value]
    }

    private func absolute(_ value: ComposeValue) -> AbsolutePath? {
        guard let text = value.string else { return nil }
        return session.paths(from: loader.workingDirectory).file(value, text)
    }
}
