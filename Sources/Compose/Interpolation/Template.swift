import Vocabulary

/// A string with variables in it, parsed: `a $B ${C:-d ${E}} $$`.
///
/// Grammar of the Compose Specification, 12-interpolation.md, read as compose-go reads it: names are letters, digits and `_`; a `$` before anything else but `{` stays a `$`.
struct Template: Hashable, Sendable {
    var segments: [Segment]

    enum Segment: Hashable, Sendable {
        case text(String)
        indirect case variable(name: String, Operator)
    }
    enum Operator: Hashable, Sendable {
        case plain
        case defaultValue(Template, raw: String, ComposeVariable.EmptyValue)
        case required(Template, raw: String, ComposeVariable.EmptyValue)
        case alternative(Template, raw: String, ComposeVariable.EmptyValue)
    }
    struct Malformed: Error {
        /// What is wrong: "`${` has no `}`".
        var reason: String
    }

    init(parsing text: String, depth: Int = 0) throws(Malformed) {
        guard depth < 50 else { throw Malformed(reason: "variables are nested too deeply") }
        segments = []
        let bytes = Array(text.utf8)
        var literal: [UInt8] = []
        var index = 0
        var line = Line(of: bytes, from: 0)
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "$"), index + 1 < bytes.count else {
                literal.append(bytes[index])
                index += 1
                continue
            }
            let next = bytes[index + 1]
            if next == UInt8(ascii: "$") {
                literal.append(next)
                index += 2
            } else if Self.isNameStart(next) {
                let name = bytes[(index + 1)...].prefix(while: Self.isName)
                append(&literal, .variable(name: String(decoding: name, as: UTF8.self), .plain))
                index = name.endIndex
            } else if next == UInt8(ascii: "{") {
                if index >= line.end { line = Line(of: bytes, from: index) }
                guard let end = Self.end(of: bytes, from: index + 1, in: line) else {
                    throw Malformed(reason: "`${` has no `}`")
                }
                append(&literal, try Self.braced(bytes[(index + 2)..<end], depth: depth))
                index = end + 1
            } else {
                literal.append(bytes[index])
                index += 1
            }
        }
        if !literal.isEmpty { segments.append(.text(String(decoding: literal, as: UTF8.self))) }
    }

    private mutating func append(_ literal: inout [UInt8], _ segment: Segment) {
        if !literal.isEmpty { segments.append(.text(String(decoding: literal, as: UTF8.self))) }
        literal = []
        segments.append(segment)
    }

    private static func braced(_ inner: ArraySlice<UInt8>, depth: Int) throws(Malformed) -> Segment {
        let written = "${" + String(decoding: inner, as: UTF8.self) + "}"
        guard let first = inner.first, isNameStart(first) else {
            throw Malformed(reason: "`\(written)` has no variable's name (letters, digits, `_`)")
        }
        let nameBytes = inner.prefix(while: isName)
        let name = String(decoding: nameBytes, as: UTF8.self)
        var rest = inner.dropFirst(nameBytes.count)
        guard !rest.isEmpty else { return .variable(name: name, .plain) }
        var empty = ComposeVariable.EmptyValue.isSet
        if rest.first == UInt8(ascii: ":") {
            empty = .isUnset
            rest = rest.dropFirst()
        }
        guard let mark = rest.first, "-?+".utf8.contains(mark), !rest.contains(UInt8(ascii: "\n")) else {
            throw Malformed(reason: "`\(written)` has none of the operators `:-` `-` `:?` `?` `:+` `+` after the name")
        }
        let raw = String(decoding: rest.dropFirst(), as: UTF8.self)
        let value = try Template(parsing: raw, depth: depth + 1)
        switch mark {
        case UInt8(ascii: "-"): return .variable(name: name, .defaultValue(value, raw: raw, empty))
        case UInt8(ascii: "?"): return .variable(name: name, .required(value, raw: raw, empty))
        default: return .variable(name: name, .alternative(value, raw: raw, empty))
        }
    }

    /// Where a line ends, and its last closing brace: looked for once, however many variables it has.
    private struct Line {
        let end: Int
        let lastBrace: Int?
        init(of bytes: [UInt8], from start: Int) {
            end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
            lastBrace = bytes[start..<end].lastIndex(of: UInt8(ascii: "}"))
        }
    }

    /// The place of the brace that closes the one at `start`.
    ///
    /// The reference looks as far as the last brace of the line. Braces within count, but what follows directly on an
    /// opening one is skipped; where they do not come out even, the last one closes.
    private static func end(of bytes: [UInt8], from start: Int, in line: Line) -> Int? {
        guard let last = line.lastBrace, last > start else { return nil }
        let name = bytes[(start + 1)..<last].prefix(while: isName)
        if name.endIndex <= last, bytes[name.endIndex] == UInt8(ascii: "}") { return name.endIndex }
        var open = 0
        var index = start
        while index <= last {
            if bytes[index] == UInt8(ascii: "}") {
                open -= 1
                if open == 0 { return index }
            } else if bytes[index] == UInt8(ascii: "{") {
                open += 1
                index += 1
            }
            index += 1
        }
        return last
    }

    private static func isNameStart(_ byte: UInt8) -> Bool {
        (65...90).contains(byte) || (97...122).contains(byte) || byte == UInt8(ascii: "_")
    }
    private static func isName(_ byte: UInt8) -> Bool { isNameStart(byte) || (48...57).contains(byte) }
}

extension Template {
    /// What keeps a template from having a value.
    struct Missing: Error {
        var variable: String
        var message: String
    }

    /// The text with variables replaced. `unset` is told every variable that has neither a value nor a default.
    func substitute(
        _ lookup: (String) -> String?, unset: (String) -> Void
    ) throws(Missing) -> String {
        var result = ""
        for segment in segments {
            switch segment {
            case .text(let text): result += text
            case .variable(let name, .plain):
                if let value = lookup(name) { result += value } else { unset(name) }
            case .variable(let name, .defaultValue(let template, raw: _, let empty)):
                // The reference works a default out even where it is not needed, with its errors and warnings.
                let value = try template.substitute(lookup, unset: unset)
                if let given = lookup(name), !(given.isEmpty && empty == .isUnset) {
                    result += given
                } else {
                    result += value
                }
            case .variable(let name, .required(let template, raw: _, let empty)):
                let message = try template.substitute(lookup, unset: unset)
                guard let given = lookup(name), !(given.isEmpty && empty == .isUnset) else {
                    throw Missing(variable: name, message: message)
                }
                result += given
            case .variable(let name, .alternative(let template, raw: _, let empty)):
                let value = try template.substitute(lookup, unset: unset)
                if let given = lookup(name), !(given.isEmpty && empty == .isUnset) {
                    result += value
                } else {
                    result += lookup(name) ?? ""
                }
            }
        }
        return result
    }

    /// Every variable, nested ones too, in order.
    var variables: [(name: String, form: ComposeVariable.Form)] {
        segments.flatMap { segment -> [(name: String, form: ComposeVariable.Form)] in
            switch segment {
            case .text: []
            case .variable(let name, .plain): [(name, .plain)]
            case .variable(let name, .defaultValue(let value, let raw, let empty)):
                [(name, .defaultValue(raw, empty))] + value.variables
            case .variable(let name, .required(let value, let raw, let empty)):
                [(name, .required(raw, empty))] + value.variables
            case .variable(let name, .alternative(let value, let raw, let empty)):
                [(name, .alternative(raw, empty))] + value.variables
            }
        }
    }
}
