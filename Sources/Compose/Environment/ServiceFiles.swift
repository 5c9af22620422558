import Vocabulary

/// Folds `env_file` into `environment` and `label_file` into `labels`: compose-go, `types/project.go`.
struct ServiceFiles {
    let session: LoadSession
    let environment: [String: String]

    private var findings: Findings { session.findings }

    func resolved(_ service: ComposeValue) -> ComposeValue {
        guard var mapping = service.mapping else { return service }
        if let files = mapping["env_file"]?.list { resolveEnvironment(files, &mapping) }
        if let files = mapping["label_file"]?.list { resolveLabels(files, &mapping) }
        return service.with(.mapping(mapping))
    }

    /// A path is relative only where it was left so; it is seen from the project then.
    private func absolute(_ text: String) -> AbsolutePath? {
        text.isEmpty ? nil : AbsolutePath(text, relativeTo: session.request.projectDirectory)
    }

    private func resolveEnvironment(_ files: [ComposeValue], _ service: inout ComposeMapping) {
        // What the service itself says comes last, so it wins.
        let own = service["environment"].map(Self.pairs) ?? ComposeMapping()
        var values: [String: String] = [:]
        for entry in own.entries { values[entry.key] = entry.value.isNull ? nil : Forms.text(entry.value) }
        let given = values
        var places: [String: SourcePosition] = [:]
        for file in files {
            guard let path = file["path"], let text = path.string else { continue }
            let absolute = absolute(text)
            guard let absolute, let bytes = session.content(absolute, askedAt: path.position) else {
                if file["required"].map(Self.isTrue) ?? true {
                    findings.error(
                        "compose.missing-file", at: path.position,
                        "cannot read the environment file `\(path.written ?? text)`",
                        found: absolute.map { "nothing at \($0)" } ?? "no path",
                        hint: "write `required: false` if it may be missing")
                }
                continue
            }
            let before = values
            EnvironmentFileParser(file: session.name(absolute), findings: findings) {
                environment[$0] ?? given[$0]
            }.parse(bytes, format: file["format"]?.string, at: file["format"]?.position, into: &values)
            for key in values.keys where before[key] != values[key] { places[key] = path.position }
        }
        var merged = ComposeMapping()
        for key in values.keys.sorted() where own.entry(key) == nil {
            let place = places[key] ?? SourcePosition(file: "", line: 1, column: 1)
            merged.set(.init(key: key, keyPosition: place, value: ComposeValue(.string(values[key] ?? ""), at: place)))
        }
        for entry in own.entries { merged.set(entry) }
        let place = service["environment"]?.position ?? service["env_file"]?.position
        service["environment"] = place.map { ComposeValue(.mapping(merged), at: $0) }
    }

    private func resolveLabels(_ files: [ComposeValue], _ service: inout ComposeMapping) {
        var values: [String: String] = [:]
        for file in files {
            guard let text = file.string else { continue }
            let absolute = absolute(text)
            guard let absolute, let bytes = session.content(absolute, askedAt: file.position) else {
                findings.error(
                    "compose.missing-file", at: file.position, "cannot read the label file `\(file.written ?? text)`",
                    found: absolute.map { "nothing at \($0)" } ?? "no path")
                continue
            }
            let before = values
            EnvironmentFileParser(file: session.name(absolute), findings: findings) { before[$0] }
                .parse(bytes, format: nil, into: &values)
        }
        let place = service["label_file"]?.position ?? SourcePosition(file: "", line: 1, column: 1)
        var merged = ComposeMapping()
        for key in values.keys.sorted() { merged[key] = ComposeValue(.string(values[key] ?? ""), at: place) }
        for entry in service["labels"].map(Self.pairs)?.entries ?? [] { merged.set(entry) }
        service["labels"] = ComposeValue(.mapping(merged), at: place)
    }

    static func isTrue(_ value: ComposeValue) -> Bool { value.bool ?? value.string.flatMap(Cast.bool) ?? true }

    /// A list of `NAME=value` or a mapping, as a mapping.
    static func pairs(_ value: ComposeValue) -> ComposeMapping {
        if let mapping = value.mapping { return mapping }
        return ComposeMapping(
            (value.list ?? []).map { item in
                let text = Forms.text(item)
                guard let equals = text.firstIndex(of: "=") else {
                    return .init(key: text, keyPosition: item.position, value: item.with(.null))
                }
                return .init(
                    key: String(text[..<equals]), keyPosition: item.position,
                    value: item.with(.string(String(text[text.index(after: equals)...]))))
            })
    }
}
