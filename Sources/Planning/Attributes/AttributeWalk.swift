import Compose

/// Every attribute that a project uses, with the path that ``AttributeTable`` knows it by.
struct AttributeWalk {
    enum Next {
        /// Look at what stands below it, too.
        case descend
        case pass
    }
    /// Gets the path (`services.ports.mode`), the name of the service, network… that it is of, and the entry.
    let visit: (_ path: String, _ owner: String?, _ entry: ComposeMapping.Entry) -> Next

    private static let known = Set(ComposeAttributes.paths)
    /// Below these the keys are names that the file has chosen, whatever they are.
    private static let collections: Set = ["services", "networks", "volumes", "configs", "secrets", "models"]

    func walk(_ project: ComposeProject) { walk(project.canonical, path: "", owner: nil) }

    private func walk(_ value: ComposeValue, path: String, owner: String?) {
        for item in value.list ?? [] { walk(item, path: path, owner: owner) }
        for entry in value.mapping?.entries ?? [] where !entry.value.isNull {
            let inner = path.isEmpty ? entry.key : path + "." + entry.key
            if owner == nil, Self.collections.contains(path) {
                walk(entry.value, path: path, owner: entry.key)
            } else if Self.known.contains(inner) {
                if case .descend = visit(inner, owner, entry) { walk(entry.value, path: inner, owner: owner) }
            } else if !entry.key.hasPrefix("x-") {
                walk(entry.value, path: path, owner: owner)
            }
        }
    }
}
