import Vocabulary
import Yams

/// YAML bytes → trees with places. Aliases and merge keys are expanded here, and counted while that is done.
struct YAMLReader {
    /// As messages name the file.
    let file: String
    let limits: ComposeLimits
    let findings: Findings

    /// One tree for each document; empty where the file cannot be read, which is then among the findings.
    func documents(_ bytes: [UInt8]) -> [ComposeValue] {
        guard bytes.count <= limits.fileSize else {
            findings.error(
                "compose.file-size", at: nil, "\(file) is too large for a Compose file",
                expected: "at most \(ByteCount(Int64(limits.fileSize)))", found: "\(ByteCount(Int64(bytes.count)))")
            return []
        }
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        guard let text = String(validating: bytes[start...], as: UTF8.self) else {
            findings.error(
                "compose.encoding", at: invalidPlace(bytes), "the file is not valid UTF-8",
                hint: "save it in the encoding UTF-8")
            return []
        }
        if let line = foreignVersion(text) {
            findings.error(
                "compose.yaml", at: SourcePosition(file: file, line: line, column: 1),
                "the reference reads YAML 1.1 only", hint: "remove the line that begins with `%YAML`")
            return []
        }
        guard !AliasKeys.areDangerous(in: text) else {
            findings.error(
                "compose.alias-key", at: SourcePosition(file: file, line: 1, column: 1),
                "the file uses an alias as a key among very many aliases")
            return []
        }
        do {
            let parser = try Parser(yaml: text, encoding: .utf8)
            var documents: [ComposeValue] = []
            var budget = limits.nodes
            while let root = try parser.nextRoot() {
                let builder = TreeBuilder(file: file, depthLimit: limits.depth, budget: budget, findings: findings)
                if let tree = builder.build(root) { documents.append(tree) }
                budget = builder.budget
            }
            return documents
        } catch {
            report(error, text)
            return []
        }
    }

    /// The line of a `%YAML` directive with another version than 1.1.
    private func foreignVersion(_ text: String) -> Int? {
        var number = 0
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            number += 1
            if line.hasPrefix("%YAML") { return line.dropFirst(5).drop { $0 == " " }.hasPrefix("1.1") ? nil : number }
            // Directives stand before the first document.
            if !line.isEmpty, !line.hasPrefix("#"), !line.hasPrefix("%") { return nil }
        }
        return nil
    }

    private func invalidPlace(_ bytes: [UInt8]) -> SourcePosition {
        // The longest valid beginning, by halving: validity of a prefix cut at a character never comes back once lost.
        var line = 1
        for row in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if String(validating: row, as: UTF8.self) == nil {
                var column = 1
                var decoder = UTF8()
                var iterator = row.makeIterator()
                while case .scalarValue = decoder.decode(&iterator) { column += 1 }
                return SourcePosition(file: file, line: line, column: column)
            }
            line += 1
        }
        return SourcePosition(file: file, line: 1, column: 1)
    }

    private func report(_ error: any Error, _ text: String) {
        switch error {
        case YamlError.scanner(let context, let problem, let mark, _),
            YamlError.parser(let context, let problem, let mark, _),
            YamlError.composer(let context, let problem, let mark, _):
            let position = SourcePosition(file: file, line: mark.line, column: mark.column)
            if DuplicateKey.character(at: mark.line, mark.column, in: text) == "\t" {
                findings.error(
                    "compose.tab", at: position, "a tab stands where YAML wants spaces",
                    hint: "indent with spaces")
            } else {
                let while_ = context.map { ", \($0.text)" } ?? ""
                let hint = YAMLHint(
                    problem: problem, line: mark.line, column: mark.column, start: context?.mark.line, text: text)
                findings.error(
                    "compose.yaml", at: position, "this is not YAML: \(problem)\(while_)", hint: hint.text)
            }
        case YamlError.duplicatedKeysInMapping(let keys, let context):
            let key = keys.first ?? ""
            let first = SourcePosition(file: file, line: context.mark.line, column: context.mark.column)
            let second = DuplicateKey.second(key, after: first, in: text)
            findings.error(
                "compose.duplicate-key", at: second ?? first, "the key `\(key)` stands twice in one mapping",
                found: "the first one at line \(first.line), column \(first.column)"
                    + (second.map { ", the second at line \($0.line), column \($0.column)" } ?? ""),
                hint: "keep one of them")
        case YamlError.reader(let problem, let offset, _, _):
            let before = offset.map { text.utf8.prefix($0) }
            let line = 1 + (before?.count { $0 == UInt8(ascii: "\n") } ?? 0)
            let column =
                1
                + (before.map {
                    $0.count
                        - ($0.lastIndex(of: UInt8(ascii: "\n")).map { index in
                            before?.distance(from: text.utf8.startIndex, to: index) ?? 0
                        } ?? -1) - 1
                } ?? 0)
            findings.error(
                "compose.yaml", at: SourcePosition(file: file, line: line, column: max(1, column)),
                "this is not YAML: \(problem)")
        default:
            findings.error(
                "compose.yaml", at: SourcePosition(file: file, line: 1, column: 1), "this is not YAML: \(error)")
        }
    }
}

/// Looks into the text where the parser tells only one of two places.
enum DuplicateKey {
    static func second(_ key: String, after first: SourcePosition, in text: String) -> SourcePosition? {
        let forms = [key, "\"\(key)\"", "'\(key)'"]
        var number = 0
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            number += 1
            guard number >= first.line else { continue }
            if number == first.line {
                // A flow mapping: `{ a: 1, a: 2 }`.
                var rest = line.unicodeScalars.dropFirst(first.column - 1 + key.unicodeScalars.count)
                var column = first.column + key.unicodeScalars.count
                while !rest.isEmpty {
                    if forms.contains(where: { String(rest).hasPrefix($0 + ":") }),
                        let before = line.unicodeScalars.dropFirst(column - 2).first,
                        " ,{".unicodeScalars.contains(before)
                    {
                        return SourcePosition(file: first.file, line: number, column: column)
                    }
                    rest = rest.dropFirst()
                    column += 1
                }
                continue
            }
            let indent = line.prefix { $0 == " " }.count
            guard indent == first.column - 1 else { continue }
            let content = line.dropFirst(indent)
            if forms.contains(where: { form in
                content.hasPrefix(form) && content.dropFirst(form.count).drop { $0 == " " }.first == ":"
            }) {
                return SourcePosition(file: first.file, line: number, column: first.column)
            }
        }
        return nil
    }

    static func character(at line: Int, _ column: Int, in text: String) -> Unicode.Scalar? {
        let lines = text.unicodeScalars.split(
            separator: "\n", maxSplits: line, omittingEmptySubsequences: false)
        guard line >= 1, lines.count >= line else { return nil }
        return lines[line - 1].dropFirst(column - 1).first
    }
}

/// The parser compares the keys of a mapping by their whole content: keys that are aliases to nested aliases would take for ever.
enum AliasKeys {
    static func areDangerous(in text: String) -> Bool {
        guard text.utf8.contains(UInt8(ascii: "&")), text.utf8.contains(UInt8(ascii: "*")) else { return false }
        var aliases = 0
        var keys = 0
        var previous: UInt8 = UInt8(ascii: "\n")
        var inAlias = false
        var afterAlias = false
        for byte in text.utf8 {
            if byte == UInt8(ascii: "*"), " \n[{,-:?".utf8.contains(previous) {
                inAlias = true
                afterAlias = false
                aliases += 1
            } else if inAlias, " \n,]}".utf8.contains(byte) {
                inAlias = false
                afterAlias = byte == UInt8(ascii: " ")
            } else if afterAlias {
                if byte == UInt8(ascii: ":") { keys += 1 }
                if byte != UInt8(ascii: " ") { afterAlias = false }
            }
            if previous == UInt8(ascii: "?"), byte == UInt8(ascii: " ") { keys += 1 }
            previous = byte
        }
        return keys > 0 && aliases > 40
    }
}
