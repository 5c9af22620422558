import Vocabulary

/// The two forms that many attributes have, turned into each other.
enum Forms {
    /// `{A: 1, B: null}` → `["A=1", "B"]`, sorted; a string → a list of it; `nil` and the like → nothing.
    static func sequence(_ value: ComposeValue) -> [ComposeValue] {
        switch value.content {
        case .list(let list): return list
        case .string: return [value]
        case .mapping(let mapping):
            return mapping.entries.flatMap { entry -> [(String, SourcePosition)] in
                switch entry.value.content {
                case .null: [(entry.key, entry.keyPosition)]
                case .list(let list): list.map { (entry.key + "=" + text($0), $0.position) }
                default: [(entry.key + "=" + text(entry.value), entry.value.position)]
                }
            }.sorted { $0.0 < $1.0 }.map { ComposeValue(.string($0.0), at: $0.1) }
        default: return []
        }
    }

    static func build(_ value: ComposeValue) -> ComposeMapping? {
        if case .string = value.content {
            var mapping = ComposeMapping()
            mapping["context"] = value
            return mapping
        }
        return value.mapping
    }

    /// `[a, b]` → `{a: {condition: service_started, required: true}, …}`
    static func dependsOn(_ value: ComposeValue) -> ComposeMapping? {
        named(value) { name in
            var dependency = ComposeMapping()
            dependency["condition"] = ComposeValue(.string("service_started"), at: name.position)
            dependency["required"] = ComposeValue(.bool(true), at: name.position)
            return ComposeValue(.mapping(dependency), at: name.position)
        }
    }

    /// `[a, b]` → `{a: null, b: null}`
    static func names(_ value: ComposeValue) -> ComposeMapping? {
        named(value) { ComposeValue(.null, at: $0.position) }
    }

    private static func named(_ value: ComposeValue, _ content: (ComposeValue) -> ComposeValue) -> ComposeMapping? {
        switch value.content {
        case .mapping(let mapping): mapping
        case .list(let list):
            ComposeMapping(
                list.compactMap { item in
                    item.string.map { .init(key: $0, keyPosition: item.position, value: content(item)) }
                })
        default: nil
        }
    }

    /// A value as the reference puts it into a text (Go's `%v`): 0.1, 1e+06, true.
    static func text(_ value: ComposeValue) -> String {
        switch value.content {
        case .null: "<nil>"
        case .bool(let bool): bool ? "true" : "false"
        case .integer(let integer): String(integer)
        case .natural(let natural): String(natural)
        case .float(let number): NumberText.plain(number)
        case .string(let string): string
        case .list(let list): "[" + list.map(text).joined(separator: " ") + "]"
        case .mapping(let mapping):
            "map[" + mapping.sorted.entries.map { $0.key + ":" + text($0.value) }.joined(separator: " ") + "]"
        }
    }
}
