import Vocabulary

/// `.env` and `env_file` files: `NAME=value` lines, quotes, comments, variables; compose-go, `dotenv/`.
struct EnvironmentFileParser {
    /// As messages name the file.
    let file: String
    let findings: Findings
    /// Values from outside; they come before what the file itself has set.
    let lookup: (String) -> String?

    private static let newline = UInt8(ascii: "\n")

    /// Adds what the file sets to `variables`, in its order.
    func parse(_ bytes: [UInt8], format: String?, into variables: inout [String: String]) {
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        switch format {
        case nil, "", ".env": parse(bytes[start...], into: &variables)
        case "raw": parseRaw(bytes[start...], into: &variables)
        case let other?:
            findings.error(
                "compose.env-file", at: nil, "`\(other)` is no format of an environment file: \(file)",
                expected: "`raw`, or none")
        }
    }

    private func parse(_ bytes: ArraySlice<UInt8>, into variables: inout [String: String]) {
        var rest = bytes
        var line = 1
        while true {
            while let byte = rest.first, Self.isSpace(byte) || byte == Self.newline {
                if byte == Self.newline { line += 1 }
                rest.removeFirst()
            }
            guard let first = rest.first else { return }
            if first == UInt8(ascii: "#") {
                rest = rest.drop { $0 != Self.newline }
                continue
            }
            let word = Array("export".utf8)
            if rest.starts(with: word), let next = rest.dropFirst(word.count).first, Self.isSpace(next) {
                rest = rest.dropFirst(word.count).drop(while: Self.isSpace)
            }
            guard let name = name(&rest, &line) else { return }
            switch name {
            case .inherited(let key): if let value = lookup(key) { variables[key] = value }
            case .given(let key):
                guard let value = value(&rest, &line, variables) else { return }
                variables[key] = value
            }
        }
    }

    private enum Name { case given(String), inherited(String) }

    private func name(_ rest: inout ArraySlice<UInt8>, _ line: inout Int) -> Name? {
        let place = SourcePosition(file: file, line: line, column: 1)
        for (offset, byte) in rest.enumerated() {
            if byte == UInt8(ascii: "=") || byte == UInt8(ascii: ":") || byte == Self.newline {
                let key = String(decoding: rest.prefix(offset), as: UTF8.self).trimmedEnd
                rest = rest.dropFirst(offset + 1)
                if key.contains(" ") {
                    findings.error("compose.env-file", at: place, "the name `\(key)` has a space in it")
                    return nil
                }
                if byte == Self.newline {
                    line += 1
                    return .inherited(key)
                }
                rest = rest.drop(while: Self.isSpace)
                return .given(key)
            }
            let isLetter =
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte >= 0x80
            guard isLetter || "_.-[]".utf8.contains(byte) || Self.isSpace(byte) else {
                let text = String(decoding: rest.prefix { $0 != Self.newline }, as: UTF8.self)
                let name = text.prefix { $0 != "=" && $0 != ":" }
                findings.error(
                    "compose.env-file", at: place, "a character that no variable's name can have stands in `\(name)`",
                    expected: "NAME=value")
                return nil
            }
        }
        // No line end: the reference takes the last line without `=` for nothing at all.
        rest = rest[rest.endIndex...]
        return .inherited("")
    }

    private func value(
        _ rest: inout ArraySlice<UInt8>, _ line: inout Int, _ variables: [String: String]
    ) -> String? {
        let place = SourcePosition(file: file, line: line, column: 1)
        guard let quote = rest.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            let end = rest.firstIndex(of: Self.newline) ?? rest.endIndex
            var text = String(decoding: rest[..<end], as: UTF8.self)
            rest = end < rest.endIndex ? rest[(end + 1)...] : rest[rest.endIndex...]
            line += 1
            if let comment = text.firstRange(of: " #") { text = String(text[..<comment.lowerBound]) }
            return expanded(text.trimmedEnd, at: place, variables)
        }
        var characters: [UInt8] = []
        var isEscaped = false
        for (offset, byte) in rest.enumerated().dropFirst() {
            if byte == Self.newline { line += 1 }
            if byte == quote, !isEscaped {
                rest = rest.dropFirst(offset + 1)
                let text = String(decoding: characters, as: UTF8.self)
                return quote == UInt8(ascii: "'") ? text : expanded(Self.unescaped(text), at: place, variables)
            }
            if isEscaped {
                if byte != quote { characters.append(UInt8(ascii: "\\")) }
                isEscaped = false
                characters.append(byte)
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else {
                characters.append(byte)
            }
        }
        findings.error("compose.env-file", at: place, "a quoted value does not end", expected: "a closing quote")
        return nil
    }

    private func expanded(_ text: String, at place: SourcePosition, _ variables: [String: String]) -> String? {
        do {
            return try Template(parsing: text).substitute {
                lookup($0) ?? variables[$0]
            } unset: { name in
                findings.warn("compose.variable-unset", at: place, "the variable `\(name)` is not set")
            }
        } catch let error as Template.Malformed {
            findings.error(
                "compose.interpolation", at: place, "cannot read the variables of this line: \(error.reason)",
                hint: "use single quotes for a value with `$`")
        } catch let error as Template.Missing {
            findings.error(
                "compose.variable-required", at: place,
                "the variable `\(error.variable)` must have a value"
                    + (error.message.isEmpty ? "" : ": \(error.message)"))
        } catch {
            findings.error("compose.interpolation", at: place, "cannot read the variables of this line")
        }
        return nil
    }

    /// `\n`, `\t`, `\"`, `\\`, octal `\0101`, and `\$` as `$$`.
    private static func unescaped(_ text: String) -> String {
        let letters: [UInt8: UInt8] = [
            UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10,
            UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9, UInt8(ascii: "v"): 11, UInt8(ascii: "\""): UInt8(ascii: "\""),
            UInt8(ascii: "\\"): UInt8(ascii: "\\"),
        ]
        var result: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let next = rest.first else {
                result.append(byte)
                continue
            }
            if next == UInt8(ascii: "$") {
                result += Array("$$".utf8)
                rest.removeFirst()
            } else if let letter = letters[next] {
                result.append(letter)
                rest.removeFirst()
            } else if next == UInt8(ascii: "0") {
                let digits = rest.dropFirst().prefix(3).prefix { (48...55).contains($0) }
                if digits.count == 3, let code = UInt8(String(decoding: digits, as: UTF8.self), radix: 8) {
                    result += Array(String(UnicodeScalar(code)).utf8)
                    rest = rest.dropFirst(4)
                } else {
                    result.append(byte)
                }
            } else {
                result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// `docker run --env-file` lines: nothing is interpreted.
    private func parseRaw(_ bytes: ArraySlice<UInt8>, into variables: inout [String: String]) {
        for (number, row) in bytes.split(separator: Self.newline, omittingEmptySubsequences: false).enumerated() {
            var row = row.drop(while: Self.isSpace)
            if row.last == UInt8(ascii: "\r") { row = row.dropLast() }
            guard let first = row.first, first != UInt8(ascii: "#") else { continue }
            let equals = row.firstIndex(of: UInt8(ascii: "="))
            let key = String(decoding: row[..<(equals ?? row.endIndex)], as: UTF8.self)
            if key.isEmpty || key.unicodeScalars.contains(where: \.properties.isWhitespace) {
                findings.error(
                    "compose.env-file", at: SourcePosition(file: file, line: number + 1, column: 1),
                    "`\(key)` is no variable's name", expected: "NAME=value")
                continue
            }
            if let equals {
                variables[key] = String(decoding: row[(equals + 1)...], as: UTF8.self)
            } else if let value = lookup(key) {
                variables[key] = value
            }
        }
    }

    /// White space without line ends.
    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 32 || byte == 9 || byte == 11 || byte == 12 || byte == 13
    }
}

extension String {
    /// Without white space at the end.
    fileprivate var trimmedEnd: String {
        var scalars = unicodeScalars[...]
        while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
        return String(scalars)
    }
}
