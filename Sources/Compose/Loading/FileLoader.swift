import Vocabulary

/// Loads the files of one scope (the project, or one `include`) into one merged tree, stage after stage.
struct FileLoader {
    let session: LoadSession
    let workingDirectory: AbsolutePath
    let environment: [String: String]
    /// Files that are being included, outermost first.
    let including: [AbsolutePath]
    /// Services of files that are extended, read once for each scope.
    let extended = ExtendedFiles()

    private var findings: Findings { session.findings }

    /// Everything up to, and without, what follows from the whole project. `places`: where the files are named, if in a file.
    func load(_ files: [AbsolutePath], namedAt places: [SourcePosition] = []) -> ComposeMapping {
        var tree = ComposeMapping()
        for (number, file) in files.enumerated() {
            let place = places.indices.contains(number) ? places[number] : nil
            guard let documents = session.parse(file, askedAt: place) else { continue }
            for document in documents { tree = merge(document, of: file, into: tree) }
        }
        tree = Defaults(findings: findings).fill(tree)
        ObjectChecker(findings: findings).check(tree)
        // What is included has a folder of its own, which must not be lost.
        if !including.isEmpty || !session.request.leftOut.contains(.pathResolution) {
            tree = session.paths(from: workingDirectory).resolve(tree)
        }
        return EnvironmentResolver(environment: environment).resolve(tree)
    }

    private func merge(_ document: ComposeValue, of file: AbsolutePath, into tree: ComposeMapping) -> ComposeMapping {
        guard var model = interpolated(document) else { return tree }
        model = Extender(session: session, loader: self, workingDirectory: workingDirectory).apply(to: model, in: file)
        model = Includer(session: session, loader: self).apply(to: model, in: file)
        var merged = Merger(findings: findings, directives: .consume).merge(tree, model)
        merged = Uniqueness(findings: findings).enforce(merged)
        if !VersionOne.report(merged, findings), !OtherFile.report(merged, findings) {
            SchemaChecker(findings: findings).check(merged)
        }
        if let version = merged.entry("version") {
            findings.warn(
                "compose.obsolete-version", at: version.keyPosition, "`version` says nothing any more and is ignored",
                hint: "remove the line")
            merged["version"] = nil
        }
        return canonical(merged)
    }

    /// A document of a file with its variables replaced; `nil` where it is no mapping.
    func interpolated(_ document: ComposeValue) -> ComposeMapping? {
        guard document.mapping != nil else {
            findings.error(
                "compose.wrong-type", at: document.position, "a Compose file must be a mapping",
                expected: "`services:` and more",
                found: document.kind)
            return nil
        }
        guard session.request.interpolation == .resolve else { return document.mapping }
        return Interpolator(environment: environment, unset: session.request.unset, findings: findings)
            .interpolate(document).mapping
    }

    func canonical(_ tree: ComposeMapping) -> ComposeMapping {
        var tree = Canonicalizer(findings: findings, interpolation: session.request.interpolation).canonical(tree)
        tree = EmptyItems.removed(from: tree)
        return Uniqueness(findings: findings).enforce(tree)
    }
}

/// Empty entries of `dns` say nothing and are left out: compose-go, `loader/omitEmpty.go`.
enum EmptyItems {
    static func removed(from tree: ComposeMapping) -> ComposeMapping {
        var tree = tree
        guard let services = tree["services"], let mapping = services.mapping else { return tree }
        tree["services"] = services.with(
            .mapping(
                mapping.compactMapValues { entry in
                    guard var service = entry.value.mapping, var dns = service["dns"], let list = dns.list else {
                        return entry.value
                    }
                    dns.content = .list(list.filter { !$0.isNull && $0.string != "" })
                    service["dns"] = dns
                    return entry.value.with(.mapping(service))
                }))
        return tree
    }
}
