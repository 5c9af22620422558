import Vocabulary
import Yams

/// Single values, and how they are refused.
extension InventoryReader {
    /// The entries of a mapping that are not empty; keys that nobody knows are problems. `nil`, with a problem, for anything else.
    mutating func mapping(_ node: Node, _ path: String, known: [String]) -> [String: InventoryEntry]? {
        guard case .mapping(let pairs) = node else {
            wrongType(node, path, "a mapping")
            return nil
        }
        var entries: [String: InventoryEntry] = [:]
        for (key, value) in pairs {
            let name = key.string ?? ""
            if known.contains(name) {
                if value.null == nil { entries[name] = InventoryEntry(key: key, value: value) }
                continue
            }
            let nearest = NearestName.of(name, among: known)
            refuse(
                "inventory.unknown-key", at: key, "unknown key `\(name)` in `\(path)`",
                expected: nearest == nil ? "one of \(known.joined(separator: ", "))" : nil,
                hint: nearest.map { "did you mean `\($0)`?" })
        }
        return entries
    }

    /// A key without which a host is none.
    mutating func value<Value>(
        _ values: [String: InventoryEntry], _ key: String, _ path: String, grammar: String, at node: Node,
        _ parse: (String) -> Value?
    ) -> Value? {
        guard let entry = values[key] else {
            refuse("inventory.missing-key", at: node, "`\(path).\(key)` is missing", expected: grammar)
            return nil
        }
        return parsed(entry, "\(path).\(key)", grammar, parse)
    }

    mutating func parsed<Value>(
        _ entry: InventoryEntry, _ path: String, _ grammar: String, _ parse: (String) -> Value?
    ) -> Value? {
        guard let text = entry.text else {
            wrongType(entry.value, path, grammar)
            return nil
        }
        guard let value = parse(text) else {
            refuse(
                "inventory.wrong-value", at: entry.value, "`\(path)` is not valid", expected: grammar,
                found: "`\(text)`")
            return nil
        }
        return value
    }

    mutating func wrongType(_ node: Node, _ path: String, _ expected: String) {
        let kind =
            switch node {
            case .mapping: "a mapping"
            case .sequence: "a list"
            case .scalar(let scalar): node.null == nil ? "`\(scalar.string)`" : "nothing"
            case .alias: "an alias"
            }
        refuse("inventory.wrong-type", at: node, "`\(path)` is of the wrong type", expected: expected, found: kind)
    }

    mutating func refuse(
        _ code: ProblemCode, at node: Node?, _ message: String, expected: String? = nil, found: String? = nil,
        hint: String? = nil
    ) {
        problems.append(
            Problem(
                code, .usage,
                at: node?.mark.map { SourcePosition(file: file, line: $0.line, column: $0.column) }, message,
                expected: expected, found: found, consequence: "nothing was changed", hint: hint))
    }
}
