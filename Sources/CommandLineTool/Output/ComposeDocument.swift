import Compose

/// A Compose model as JSON, key for key as `docker compose config --format json` prints it; so it has no schema of ours.
enum ComposeDocument {
    static func of(_ value: ComposeValue) -> JSON {
        switch value.content {
        case .null: .null
        case .bool(let bool): .boolean(bool)
        case .integer(let integer): .integer(integer)
        case .float(let float): .number(float)
        case .string(let string): .string(string)
        case .list(let values): .array(values.map(of))
        case .mapping(let mapping):
            .object(mapping.entries.map { JSON.Member(key: $0.key, value: of($0.value)) })
        }
    }
}
