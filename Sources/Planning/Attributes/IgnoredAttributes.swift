public import Compose
public import Vocabulary

/// What a definition asks for and one host does nothing with, a note each: nothing is dropped without a word. Pure.
public func ignoredAttributes(of project: ComposeProject) -> [Problem] {
    var found: [Problem] = []
    AttributeWalk { path, _, entry in
        guard case .ignored(let reason)? = AttributeTable.row(of: path)?.oneHost else { return .descend }
        let name = path.hasPrefix("services.") ? String(path.dropFirst("services.".count)) : path
        found.append(
            Problem(
                "lint.ignored-attribute", .definition, severity: .note, at: entry.keyPosition,
                "`\(name)` has no effect on one host: \(reason)"))
        return .pass
    }.walk(project)
    return found
}
