/// A table by attribute path, walked beside a tree: `services.*.ports.*`. `*` stands for any key or list item.
final class PathTable<Value: Sendable>: Sendable {
    let value: Value?
    private let children: [String: PathTable]
    private let any: PathTable?

    convenience init(_ entries: [String: Value]) {
        self.init(entries.map { ($0.key.split(separator: ".").map(String.init)[...], $0.value) })
    }

    private init(_ entries: [(ArraySlice<String>, Value)]) {
        value = entries.first { $0.0.isEmpty }?.1
        let groups = Dictionary(grouping: entries.filter { !$0.0.isEmpty }) { $0.0.first ?? "" }
            .mapValues { PathTable($0.map { ($0.0.dropFirst(), $0.1) }) }
        children = groups.filter { $0.key != "*" }
        any = groups["*"]
    }

    /// The table below a key. A key that is named and also matched by `*` keeps to its name.
    func below(_ key: String) -> PathTable? { children[key] ?? any }
    /// The table below a list's items.
    var items: PathTable? { any }
}

extension PathTable {
    /// Replaces values at the paths of the table, outermost first; what was replaced is not descended into.
    static func apply(
        _ table: PathTable?, to value: ComposeValue, path: String = "",
        _ change: (Value, ComposeValue, String) -> ComposeValue
    ) -> ComposeValue {
        guard let table else { return value }
        if let rule = table.value { return change(rule, value, path) }
        return descend(table, into: value, path: path, change)
    }

    /// The same for what is inside `value`.
    static func descend(
        _ table: PathTable, into value: ComposeValue, path: String,
        _ change: (Value, ComposeValue, String) -> ComposeValue
    ) -> ComposeValue {
        var result = value
        switch value.content {
        case .mapping(var mapping):
            for entry in mapping.entries {
                if let below = table.below(entry.key) {
                    mapping[entry.key] = apply(
                        below, to: entry.value, path: path.isEmpty ? entry.key : path + "." + entry.key, change)
                }
            }
            result.content = .mapping(mapping)
        case .list(var list):
            guard let below = table.items else { return value }
            for index in list.indices { list[index] = apply(below, to: list[index], path: "\(path)[\(index)]", change) }
            result.content = .list(list)
        default: break
        }
        return result
    }
}
