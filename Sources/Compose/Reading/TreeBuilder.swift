import Vocabulary
import Yams

/// The parser's nodes → our tree, aliases and merge keys expanded, within limits.
final class TreeBuilder {
    private let file: String
    private let depthLimit: Int
    /// Nodes that may still be made.
    private(set) var budget: Int
    private let findings: Findings
    private var isExhausted = false
    /// How many `x-…` keys the current place is below: what is there has no type.
    private var extensions = 0

    init(file: String, depthLimit: Int, budget: Int, findings: Findings) {
        self.file = file
        self.depthLimit = depthLimit
        self.budget = budget
        self.findings = findings
    }

    /// `nil` where a limit was passed, which is then among the findings.
    func build(_ root: Node) -> ComposeValue? {
        let tree = value(of: root, depth: 0)
        return isExhausted ? nil : tree
    }

    private func position(_ node: Node) -> SourcePosition {
        SourcePosition(file: file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    }

    private func value(of node: Node, depth: Int) -> ComposeValue? {
        guard !isExhausted else { return nil }
        let position = position(node)
        budget -= 1
        guard budget >= 0 else {
            isExhausted = true
            findings.error(
                "compose.too-many-nodes", at: position, "the file has too many values once its aliases are expanded",
                hint: "look for anchors that refer to anchors")
            return nil
        }
        guard depth <= depthLimit else {
            isExhausted = true
            findings.error(
                "compose.too-deep", at: position, "lists and mappings are nested too deeply",
                expected: "at most \(depthLimit) levels")
            return nil
        }
        var result: ComposeValue
        let tag: String
        switch node {
        case .scalar(let scalar):
            tag = Self.tag(of: scalar)
            result = ComposeValue(self.scalar(scalar, tag, at: position), at: position)
        case .sequence(let sequence):
            tag = sequence.tag.description
            var list: [ComposeValue] = []
            list.reserveCapacity(sequence.count)
            for item in sequence {
                // A `!reset` item is no item.
                if let value = value(of: item, depth: depth + 1), value.directive != .reset { list.append(value) }
            }
            result = ComposeValue(.list(list), at: position)
        case .mapping(let mapping):
            tag = mapping.tag.description
            result = ComposeValue(.mapping(self.mapping(mapping, depth: depth)), at: position)
        case .alias:
            return nil
        }
        switch tag {
        case "!reset":
            result.content = .null
            result.directive = .reset
        case "!override": result.directive = .override
        default: break
        }
        return result
    }

    /// A lone `!` says nothing to the reference's parser, where YAML 1.2 would have a string (6.8.1, "Non-Specific Tags").
    private static func tag(of scalar: Node.Scalar) -> String {
        let tag = scalar.tag.description
        return tag == "!" && scalar.style == .plain ? "" : tag
    }

    private func scalar(_ scalar: Node.Scalar, _ tag: String, at position: SourcePosition) -> ComposeValue.Content {
        if tag.isEmpty || tag.hasSuffix(":timestamp"), let time = Timestamp(scalar.string) {
            // Nothing is known of an extension's types.
            if extensions > 0 { return .string(time.text) }
            findings.error(
                "compose.timestamp", at: position, "`\(scalar.string)` is a date to YAML, and no attribute takes one",
                hint: "write it in quotes: \"\(scalar.string)\"")
        }
        if ScalarResolver.contradicts(scalar.string, tag: tag) {
            findings.error("compose.yaml", at: position, "the text is not what its tag `\(tag)` says")
        }
        return ScalarResolver.resolve(scalar.string, tag: tag)
    }

    private func mapping(_ node: Node.Mapping, depth: Int) -> ComposeMapping {
        var result = ComposeMapping()
        var merges: [Node] = []
        for (key, value) in node {
            let place = position(key)
            guard case .scalar(let scalar) = key else {
                findings.error("compose.key-type", at: place, "a key must be a string", found: "a list or a mapping")
                continue
            }
            let tag = Self.tag(of: scalar)
            if scalar.string == "<<", scalar.style == .plain {
                merges.append(value)
                continue
            }
            let content = ScalarResolver.resolve(scalar.string, tag: tag)
            guard case .string(let name) = content, scalar.style != .plain || Timestamp(name) == nil else {
                findings.error(
                    "compose.key-type", at: place, "a key must be a string", found: "\(scalar.string)",
                    hint: "write it in quotes: \"\(scalar.string)\"")
                continue
            }
            if let first = result.entry(name) {
                findings.error(
                    "compose.duplicate-key", at: place, "the key `\(name)` stands twice in one mapping",
                    found: "the first one at line \(first.keyPosition.line), column \(first.keyPosition.column), "
                        + "the second at line \(place.line), column \(place.column)", hint: "keep one of them")
                continue
            }
            if name.hasPrefix("x-") { extensions += 1 }
            defer { if name.hasPrefix("x-") { extensions -= 1 } }
            guard let built = self.value(of: value, depth: depth + 1) else { continue }
            result.set(ComposeMapping.Entry(key: name, keyPosition: place, value: built))
        }
        if merges.count > 1 {
            findings.error(
                "compose.duplicate-key", at: merges.last.map(position), "the key `<<` stands twice in one mapping",
                hint: "write one: `<<: [*first, *second]`")
        }
        for merge in merges { apply(merge, to: &result, depth: depth) }
        return result
    }

    /// YAML's merge key: keys that are there already stay; of several mappings the first one counts.
    private func apply(_ merge: Node, to result: inout ComposeMapping, depth: Int) {
        switch merge {
        case .mapping:
            for entry in value(of: merge, depth: depth + 1)?.mapping?.entries ?? [] where result.entry(entry.key) == nil
            {
                result.set(entry)
            }
        case .sequence(let list):
            for item in list {
                if case .mapping = item {
                    apply(item, to: &result, depth: depth)
                } else {
                    findings.error("compose.merge-key", at: position(item), "`<<` merges mappings only")
                }
            }
        default:
            findings.error("compose.merge-key", at: position(merge), "`<<` merges mappings only")
        }
    }
}
