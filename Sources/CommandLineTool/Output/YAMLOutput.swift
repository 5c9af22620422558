import Compose
import Yams

/// A Compose model as YAML, in the order of its keys.
enum YAMLOutput {
    static func text(of value: ComposeValue) throws -> String {
        try Yams.serialize(node: node(of: value), width: -1, allowUnicode: true)
    }

    private static func node(of value: ComposeValue) -> Node {
        switch value.content {
        case .null: Node("null")
        case .bool(let bool): Node(bool ? "true" : "false")
        case .integer(let integer): Node(String(integer))
        case .float(let float): Node("\(float)")
        case .string(let string): scalar(string)
        case .list(let values): .sequence(Node.Sequence(values.map(node)))
        case .mapping(let mapping):
            .mapping(Node.Mapping(mapping.entries.map { (scalar($0.key), node(of: $0.value)) }))
        }
    }

    /// Quoted where it would read as something else than a string.
    private static func scalar(_ string: String) -> Node {
        let plain = Node.Scalar(string)
        let style: Node.Scalar.Style =
            if string.contains("\n") {
                .literal
            } else if Resolver.default.resolveTag(of: .scalar(plain)) != .str {
                .doubleQuoted
            } else {
                .any
            }
        return .scalar(Node.Scalar(string, Tag(.str), style))
    }
}
