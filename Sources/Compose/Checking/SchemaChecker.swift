import Vocabulary

/// Holds a tree against a shape; everything that does not fit becomes a problem.
struct SchemaChecker {
    let findings: Findings

    func check(_ tree: ComposeMapping) {
        guard let start = tree.entries.first?.keyPosition else { return }
        problems(ComposeValue(.mapping(tree), at: start), Schema.file, path: "").forEach(findings.add)
    }

    func problems(_ value: ComposeValue, _ shape: Shape, path: String) -> [Problem] {
        switch (shape, value.content) {
        case (.anything, _), (.string, .string), (.number, .integer), (.number, .float), (.integer, .integer),
            (.number, .natural), (.integer, .natural),
            (.bool, .bool), (.null, .null):
            return []
        case (.integer, .float(let number)) where number.rounded() == number: return []
        case (.words(let words), .string(let text)):
            if words.contains(text) { return [] }
            return [
                problem(
                    "compose.value", value, "`\(path)` has a value that it cannot have", shape.title, "`\(text)`",
                    SchemaHint.word(text, among: words))
            ]
        case (.text(_, let test), .string(let text)):
            return test(text)
                ? []
                : [
                    problem(
                        "compose.value", value, "`\(path)` has a value that it cannot have", shape.title, "`\(text)`")
                ]
        case (.range(let range), .float(let number))
        where number.rounded() == number && Double(range.lowerBound) <= number && number < Double(range.upperBound) + 1:
            return []
        case (.range(let range), .natural) where range.upperBound == .max: return []
        case (.range(let range), .integer(let number)):
            return range.contains(number)
                ? [] : [problem("compose.value", value, "`\(path)` is out of range", shape.title, "\(number)")]
        case (.either(let shapes), _): return either(shapes, value, shape, path)
        case (.list(let item), .list(let list)): return items(list, item, path)
        case (.set(let item), .list(let list)): return items(list, item, path) + twins(list, path)
        case (.mapping(let attributes), .mapping(let mapping)):
            return self.attributes(mapping, attributes, value.position, path)
        case (.dictionary(let keys, let item), .mapping(let mapping)):
            return dictionary(mapping, keys, item, path)
        default:
            return [wrongType(value, shape, path)]
        }
    }

    private func problem(
        _ code: ProblemCode, _ value: ComposeValue, _ message: String, _ expected: String, _ found: String,
        _ hint: String? = nil
    ) -> Problem {
        Problem(code, .definition, at: value.position, message, expected: expected, found: found, hint: hint)
    }

    /// A scalar with its kind, cut where it is long; it may be a password, so strings are not shown.
    static func shown(_ value: ComposeValue) -> String {
        switch value.content {
        case .bool, .integer, .natural, .float: "\(value.kind): \(Forms.text(value))"
        default: value.kind
        }
    }

    private func either(_ shapes: [Shape], _ value: ComposeValue, _ whole: Shape, _ path: String) -> [Problem] {
        var best: [Problem]?
        for shape in shapes {
            let found = problems(value, shape, path: path)
            if found.isEmpty { return [] }
            // Where the kind fits, what is wrong inside says more than "wrong type".
            if fits(value, shape), best == nil { best = found }
        }
        return best ?? [wrongType(value, whole, path)]
    }

    private func wrongType(_ value: ComposeValue, _ shape: Shape, _ path: String) -> Problem {
        problem(
            "compose.wrong-type", value, "`\(path.isEmpty ? "the file" : path)` has the wrong type", shape.title,
            value.isNull ? "nothing" : Self.shown(value), SchemaHint.wrongType(value, shape, path))
    }

    private func fits(_ value: ComposeValue, _ shape: Shape) -> Bool {
        switch (shape, value.content) {
        case (.list, .list), (.set, .list), (.mapping, .mapping), (.dictionary, .mapping), (.words, .string),
            (.text, .string), (.range, .integer):
            true
        case (.either(let shapes), _): shapes.contains { fits(value, $0) }
        default: false
        }
    }

    private func items(_ list: [ComposeValue], _ shape: Shape, _ path: String) -> [Problem] {
        list.enumerated().flatMap { problems($0.element, shape, path: "\(path)[\($0.offset)]") }
    }

    private func twins(_ list: [ComposeValue], _ path: String) -> [Problem] {
        var seen: [PlainValue: SourcePosition] = [:]
        return list.compactMap { item in
            if let first = seen.updateValue(item.position, forKey: PlainValue(item).withWholeNumbers) {
                return problem(
                    "compose.duplicate-item", item, "an item of `\(path)` stands there twice", "different items",
                    "the first one at \(first)")
            }
            return nil
        }
    }

    private func attributes(
        _ mapping: ComposeMapping, _ attributes: Shape.Attributes, _ position: SourcePosition, _ path: String
    ) -> [Problem] {
        var found: [Problem] = []
        for entry in mapping.entries {
            let place = path.isEmpty ? entry.key : path + "." + entry.key
            if let shape = attributes.shapes[entry.key] {
                found += problems(entry.value, shape, path: place)
            } else if !isExtension(entry.key, attributes.extensions) {
                let near = NearestName.of(entry.key, among: attributes.shapes.keys.sorted())
                found.append(
                    Problem(
                        "compose.unknown-key", .definition, at: entry.keyPosition,
                        path.isEmpty
                            ? "a Compose file has no key `\(entry.key)`" : "`\(path)` has no attribute `\(entry.key)`",
                        hint: (path.isEmpty ? SchemaHint.atTheTop(entry) : nil)
                            ?? near.map { "did you mean `\($0)`?" }
                            ?? (attributes.extensions == .allowed ? "keys of your own begin with `x-`" : nil)))
            }
        }
        for key in attributes.required where mapping[key] == nil {
            found.append(
                Problem("compose.missing-key", .definition, at: position, "`\(path)` must have an attribute `\(key)`"))
        }
        return found
    }

    private func isExtension(_ key: String, _ extensions: Shape.Attributes.Extensions) -> Bool {
        switch extensions {
        case .allowed: key.hasPrefix("x-")
        case .refused: false
        case .anything: true
        }
    }

    private func dictionary(_ mapping: ComposeMapping, _ keys: Shape.Keys, _ shape: Shape, _ path: String) -> [Problem]
    {
        mapping.entries.flatMap { entry -> [Problem] in
            let isLooked: Bool
            switch keys {
            case .any: isLooked = true
            case .filled: isLooked = !entry.key.isEmpty
            case .names, .namesOrAnything: isLooked = ServiceName(entry.key) != nil
            case .lowercaseOrAnything: isLooked = entry.key.utf8.allSatisfy { (97...122).contains($0) }
            }
            if isLooked { return problems(entry.value, shape, path: path + "." + entry.key) }
            switch keys {
            case .names, .filled: break
            default: return []
            }
            return [
                Problem(
                    "compose.name", .definition, at: entry.keyPosition, "`\(entry.key)` cannot be a name in `\(path)`",
                    expected: entry.key.isEmpty ? "a name" : "letters, digits, dots, hyphens and underscores")
            ]
        }
    }
}
