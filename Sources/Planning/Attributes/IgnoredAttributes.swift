public import Compose
public import Vocabulary

/// What a definition asks for and one host does nothing with, a note each: nothing is dropped without a word. Pure.
public func ignoredAttributes(of project: ComposeProject) -> [Problem] {
    var found: [Problem] = []
    IgnoredAttributes.walk(project.canonical, path: "", into: &found)
    return found
}

enum IgnoredAttributes {
    private static let known = Set(ComposeAttributes.paths)

    fileprivate static func walk(_ value: ComposeValue, path: String, into found: inout [Problem]) {
        for item in value.list ?? [] { walk(item, path: path, into: &found) }
        for entry in value.mapping?.entries ?? [] where !entry.value.isNull {
            let inner = path.isEmpty ? entry.key : path + "." + entry.key
            // Else a name that the file has chosen.
            guard known.contains(inner) else {
                if !entry.key.hasPrefix("x-") { walk(entry.value, path: path, into: &found) }
                continue
            }
            if case .ignored(let reason)? = AttributeTable.row(of: inner)?.oneHost {
                found.append(note(inner, reason, at: entry.keyPosition))
            } else {
                walk(entry.value, path: inner, into: &found)
            }
        }
    }

    private static func note(_ path: String, _ reason: String, at position: SourcePosition) -> Problem {
        let name = path.hasPrefix("services.") ? String(path.dropFirst("services.".count)) : path
        return Problem(
            "lint.ignored-attribute", .definition, severity: .note, at: position,
            "`\(name)` has no effect on one host: \(reason)")
    }
}
