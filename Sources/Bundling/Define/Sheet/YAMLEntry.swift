import Vocabulary
import Yams

/// A node with its file and its path in it (`questions[2].type`), for messages.
struct YAMLEntry {
    let node: Node
    let file: String
    let path: String

    var position: SourcePosition {
        SourcePosition(file: file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    }

    /// What a person would call it.
    var kind: String {
        switch node {
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .scalar(let scalar):
            isNull ? "nothing" : scalar.style == .plain ? "`\(scalar.string)`" : "the text `\(scalar.string)`"
        case .alias: "an alias"
        }
    }

    /// An empty value, `~` or `null`.
    var isNull: Bool {
        guard case .scalar(let scalar) = node else { return false }
        return scalar.style == .plain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    /// Keys in the order of the document, with the place of each key.
    var pairs: [(key: String, position: SourcePosition, value: YAMLEntry)]? {
        guard case .mapping(let mapping) = node else { return nil }
        return mapping.map { key, value in
            let name = key.scalar?.string ?? ""
            let place = SourcePosition(file: file, line: key.mark?.line ?? 1, column: key.mark?.column ?? 1)
            return (name, place, YAMLEntry(node: value, file: file, path: path.isEmpty ? name : "\(path).\(name)"))
        }
    }

    var items: [YAMLEntry]? {
        guard case .sequence(let sequence) = node else { return nil }
        return sequence.enumerated().map { YAMLEntry(node: $1, file: file, path: "\(path)[\($0)]") }
    }

    /// The text of a scalar as it was written, whatever type YAML gives it: `4.10` stays `4.10`.
    var text: String? {
        guard case .scalar(let scalar) = node, !isNull else { return nil }
        return scalar.string
    }

    /// A plain `true` or `false` (YAML 1.2, core schema).
    var boolean: Bool? {
        guard case .scalar(let scalar) = node, scalar.style == .plain else { return nil }
        switch scalar.string {
        case "true", "True", "TRUE": return true
        case "false", "False", "FALSE": return false
        default: return nil
        }
    }

    var integer: Int? {
        guard case .scalar(let scalar) = node, scalar.style == .plain else { return nil }
        return Int(scalar.string)
    }
}
