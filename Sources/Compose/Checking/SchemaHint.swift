import Vocabulary

/// What a person probably meant with a value of the wrong kind.
enum SchemaHint {
    /// `nil` where the expectation says it all.
    static func wrongType(_ value: ComposeValue, _ shape: Shape, _ path: String) -> String? {
        let names = path.split(separator: ".").map(String.init)
        if names.count == 2, names[0] == "services" { return service(value, names[1]) }
        switch value.content {
        case .integer, .natural, .float, .bool:
            if shape.takes(.bool) { return "write `true` or `false`" }
            guard shape.takes(.string) else { return shape.takesOnly(.list) ? item : nil }
            let text = Forms.text(value)
            return durations.contains(names.last ?? "") ? "write it with a unit: `\(text)s`" : "write it as \"\(text)\""
        case .list:
            return shape.takesOnly(.mapping) ? "write `NAME:` without a hyphen before it" : nil
        case .mapping(let mapping):
            if shape.takesOnly(.list) { return item }
            guard path.hasSuffix("]"), shape.takesOnly(.string), let entry = mapping.entries.first else { return nil }
            let written = entry.value.mapping == nil && entry.value.list == nil
            return "in a list, write `\(entry.key)=\(written ? "…" : "VALUE")`; without the hyphens, `\(entry.key): …`"
        case .string: return shape.takesOnly(.list) ? item : nil
        case .null: return nil
        }
    }

    private static let item = "begin each item with `- `"

    private static let durations: Set<String> = [
        "interval", "timeout", "start_period", "start_interval", "stop_grace_period", "delay", "monitor", "window",
    ]

    private static func service(_ value: ComposeValue, _ name: String) -> String? {
        if case .mapping(let attributes) = Schema.service, attributes.shapes[name] != nil {
            return "`\(name)` is an attribute of a service: indent it further than the service's name"
        }
        return value.isNull ? "write its attributes below it, indented further than `\(name)`" : nil
    }

    /// For a key that no Compose file has at the top.
    static func atTheTop(_ entry: ComposeMapping.Entry) -> String? {
        guard entry.value["image"] != nil || entry.value["build"] != nil else { return nil }
        return "if `\(entry.key)` is a service, indent it below `services:`"
    }

    /// One of several words: the nearest, or the only one with this as a part (`healthy`: `service_healthy`).
    static func word(_ text: String, among words: [String]) -> String? {
        let whole = words.filter { $0.split(separator: "_").contains(Substring(text)) }
        let near = NearestName.of(text, among: words) ?? (whole.count == 1 ? whole.first : nil)
        return near.map { "did you mean `\($0)`?" }
    }
}

extension Shape {
    enum Kind { case string, bool, list, mapping, other }

    private var kinds: Set<Kind> {
        switch self {
        case .string, .words, .text: [.string]
        case .list, .set: [.list]
        case .mapping, .dictionary: [.mapping]
        case .either(let shapes): shapes.reduce(into: []) { $0.formUnion($1.kinds) }
        case .anything: [.string, .bool, .list, .mapping, .other]
        case .bool: [.bool]
        case .number, .integer, .null, .range: [.other]
        }
    }

    func takes(_ kind: Kind) -> Bool { kinds.contains(kind) }
    func takesOnly(_ kind: Kind) -> Bool { kinds == [kind] }
}
