import Vocabulary

/// Reads the keys of one mapping by type. What does not fit is a finding and reads as `nil`; keys that nobody asked for are findings when it is closed.
struct MappingReader {
    let entry: YAMLEntry
    private let values: [String: YAMLEntry]
    private let keys: [(key: String, position: SourcePosition)]
    private let findings: Findings
    private var known: Set<String> = []

    /// `nil`, with a finding, where the entry is no mapping.
    init?(_ entry: YAMLEntry, _ findings: Findings) {
        guard let pairs = entry.pairs else {
            Self.mismatch(entry, "a mapping", findings)
            return nil
        }
        self.entry = entry
        self.findings = findings
        keys = pairs.map { ($0.key, $0.position) }
        values = Dictionary(pairs.map { ($0.key, $0.value) }) { first, _ in first }
    }

    /// The value of a key that is there and not empty.
    mutating func value(_ key: String) -> YAMLEntry? {
        known.insert(key)
        guard let value = values[key], !value.isNull else { return nil }
        return value
    }

    mutating func text(_ key: String) -> Located<String>? {
        guard let value = value(key) else { return nil }
        guard let text = value.text else { return mismatch(value, "a text") }
        return Located(text, at: value.position)
    }

    mutating func boolean(_ key: String) -> Located<Bool>? {
        guard let value = value(key) else { return nil }
        guard let boolean = value.boolean else { return mismatch(value, "`true` or `false`") }
        return Located(boolean, at: value.position)
    }

    mutating func integer(_ key: String) -> Located<Int>? {
        guard let value = value(key) else { return nil }
        guard let integer = value.integer else { return mismatch(value, "a whole number") }
        return Located(integer, at: value.position)
    }

    /// A size in bytes, `4GiB`.
    mutating func size(_ key: String) -> Located<ByteCount>? {
        guard let text = text(key) else { return nil }
        guard let size = ByteCount(parsing: text.value) else {
            return refuse(text.position, key, "a size such as `512MiB` or `4GiB`", text.value)
        }
        return Located(size, at: text.position)
    }

    mutating func name<Name: ValidatedName>(_ key: String, as type: Name.Type) -> Located<Name>? {
        guard let text = text(key) else { return nil }
        guard let name = Name(text.value) else { return refuse(text.position, key, Name.grammar, text.value) }
        return Located(name, at: text.position)
    }

    /// A list of scalars, as they are written; one scalar alone is not taken for a list.
    mutating func texts(_ key: String) -> [Located<String>] {
        items(key).compactMap { item in
            guard let text = item.text else { return mismatch(item, "a text") }
            return Located(text, at: item.position)
        }
    }

    mutating func names<Name: ValidatedName>(_ key: String, as type: Name.Type) -> [Located<Name>] {
        texts(key).compactMap { text in
            guard let name = Name(text.value) else { return refuse(text.position, key, Name.grammar, text.value) }
            return Located(name, at: text.position)
        }
    }

    mutating func items(_ key: String) -> [YAMLEntry] {
        guard let value = value(key) else { return [] }
        guard let items = value.items else { return mismatch(value, "a list") ?? [] }
        return items
    }

    mutating func mapping(_ key: String) -> MappingReader? {
        guard let value = value(key) else { return nil }
        return MappingReader(value, findings)
    }

    /// Keys and values of a mapping whose keys are free.
    mutating func freeMapping(_ key: String) -> [(key: Located<String>, value: YAMLEntry)] {
        guard let value = value(key) else { return [] }
        guard let pairs = value.pairs else { return mismatch(value, "a mapping") ?? [] }
        return pairs.map { (Located($0.key, at: $0.position), $0.value) }
    }

    /// A key without which nothing works.
    mutating func require(_ key: String, _ what: String) {
        guard value(key) == nil else { return }
        let name = entry.path.isEmpty ? key : "\(entry.path).\(key)"
        findings.refuse("definition.missing-key", at: entry.position, "`\(name)` is missing", expected: what)
    }

    /// Reports the keys that were not asked for; called last.
    func close() {
        for (key, position) in keys where !known.contains(key) {
            let place = entry.path.isEmpty ? "" : " in `\(entry.path)`"
            let nearest = NearestName.of(key, among: known.sorted())
            findings.refuse(
                "definition.unknown-key", at: position, "unknown key `\(key)`\(place)",
                expected: nearest == nil ? "one of \(known.sorted().joined(separator: ", "))" : nil,
                hint: nearest.map { "did you mean `\($0)`?" })
        }
    }

    private func mismatch<Value>(_ value: YAMLEntry, _ expected: String) -> Value? {
        Self.mismatch(value, expected, findings)
        return nil
    }

    static func mismatch(_ value: YAMLEntry, _ expected: String, _ findings: Findings) {
        let what = value.path.isEmpty ? "`\(value.file)`" : "`\(value.path)`"
        findings.refuse(
            "definition.wrong-type", at: value.position, "\(what) is of the wrong type", expected: expected,
            found: value.kind)
    }

    private func refuse<Value>(_ position: SourcePosition, _ key: String, _ expected: String, _ found: String) -> Value?
    {
        let name = entry.path.isEmpty ? key : "\(entry.path).\(key)"
        findings.refuse(
            "definition.wrong-value", at: position, "`\(name)` is not valid", expected: expected, found: "`\(found)`")
        return nil
    }
}
