import Vocabulary

/// Finds the variables of all files without replacing them.
final class VariableCollector {
    private let session: LoadSession
    private var uses: [String: [ComposeVariable.Use]] = [:]
    private var visited: Set<AbsolutePath> = []

    init(session: LoadSession) { self.session = session }

    func collect(_ files: [AbsolutePath]) -> [ComposeVariable] {
        for file in files { visit(file, base: session.request.projectDirectory, askedAt: nil) }
        return uses.keys.sorted().map { ComposeVariable(name: $0, uses: uses[$0] ?? []) }
    }

    private func visit(_ file: AbsolutePath, base: AbsolutePath, askedAt place: SourcePosition?) {
        guard visited.insert(file).inserted, let documents = session.parse(file, askedAt: place) else { return }
        for document in documents {
            walk(document, path: [])
            for entry in document["services"]?.mapping?.entries ?? [] {
                if let other = entry.value["extends"]?["file"] { follow(other, base: base) }
            }
            for entry in document["include"]?.list ?? [] {
                let paths = entry["path"] ?? entry
                for path in paths.list ?? [paths] { follow(path, base: base) }
            }
        }
    }

    private func follow(_ value: ComposeValue, base: AbsolutePath) {
        guard let text = value.string, !text.contains("$"), !text.hasPrefix("~") else { return }
        let path = AbsolutePath(text, relativeTo: base)
        visit(path, base: path.parent, askedAt: value.position)
    }

    private func walk(_ value: ComposeValue, path: [String]) {
        switch value.content {
        case .mapping(let mapping): for entry in mapping.entries { walk(entry.value, path: path + [entry.key]) }
        case .list(let list): for (index, item) in list.enumerated() { walk(item, path: path + ["[\(index)]"]) }
        case .string(let text) where text.utf8.contains(UInt8(ascii: "$")):
            let name = path.joined(separator: ".").replacing(".[", with: "[")
            do {
                for variable in try Template(parsing: text).variables {
                    uses[variable.name, default: []].append(
                        ComposeVariable.Use(
                            position: value.position, form: variable.form, path: name,
                            isInImage: path.count == 3 && path[0] == "services" && path[2] == "image"))
                }
            } catch {
                session.findings.error(
                    "compose.interpolation", at: value.position,
                    "cannot read the variables in `\(name)`: \(error.reason)", hint: "write `$$` for a dollar sign")
            }
        default: break
        }
    }
}
