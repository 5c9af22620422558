import Vocabulary

/// `.env` and `env_file` files: `NAME=value` lines, quotes, comments, variables; compose-go, `dotenv/`.
struct EnvironmentFileParser {
    /// As messages name the file.
    let file: String
    let findings: Findings
    /// Values from outside; they come before what the file itself has set.
    let lookup: (String) -> String?

    private static let newline = UInt8(ascii: "\n")

    /// Adds what the file sets to `variables`, in its order. `place`: where the format is named.
    func parse(
        _ bytes: [UInt8], format: String?, at place: SourcePosition? = nil, into variables: inout [String: String]
    ) {
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        switch format {
        case nil, "", ".env": parse(bytes[start...], into: &variables)
        case "raw": parseRaw(bytes[start...], into: &variables)
        case let other?:
            findings.error(
                "compose.env-file", at: place, "`\(other)` is no format of an environment file: \(file)",
                expected: "`raw`, or none")
        }
    }

    private func parse(_ bytes: ArraySlice<UInt8>, into variables: inout [String: String]) {
        var cursor = EnvironmentFileCursor(bytes)
        while true {
            cursor.skipEmptyLines()
            guard let first = cursor.rest.first else { return }
            if first == UInt8(ascii: "#") {
                cursor.skipLine()
                continue
            }
            let word = Array("export".utf8)
            if cursor.rest.starts(with: word), let next = cursor.rest.dropFirst(word.count).first,
                EnvironmentFileCursor.isSpace(next)
            {
                cursor.skip(word.count)
                cursor.skipSpaces()
            }
            let line = cursor.line
            switch name(&cursor) {
            case .inherited(let key): if let value = lookup(key) { variables[key] = value }
            // A value that cannot be read counts as empty, so that nobody is told that it is not set.
            case .given(let key): variables[key] = value(&cursor, variables) ?? ""
            // The lines after a mistake are read all the same, so that theirs are told too.
            case nil: if cursor.line == line { cursor.skipLine() }
            }
        }
    }

    private enum Name { case given(String), inherited(String) }

    /// Takes a name and the mark after it off the front; `nil` after a mistake.
    private func name(_ cursor: inout EnvironmentFileCursor) -> Name? {
        let place = cursor.position(in: file)
        let text = String(decoding: cursor.rest.prefix { $0 != Self.newline }, as: UTF8.self)
        let hasLineEnd = cursor.rest.contains(Self.newline)
        for index in text.unicodeScalars.indices {
            let scalar = text.unicodeScalars[index]
            if scalar == "=" || scalar == ":" {
                let written = text[..<index]
                guard let name = checked(.given(String(written).trimmedEnd), at: place) else { return nil }
                cursor.skip(written.utf8.count + 1)
                cursor.skipSpaces()
                return name
            }
            guard Self.isName(scalar) || EnvironmentFileCursor.isSpace(scalar) else {
                let name = text.prefix { $0 != "=" && $0 != ":" }
                findings.error(
                    "compose.env-file", at: place, "a character that no variable's name can have stands in `\(name)`",
                    expected: "NAME=value")
                return nil
            }
        }
        guard hasLineEnd else {
            // The last line has neither a mark nor a line end: the reference takes it for the value of no name.
            cursor.skipSpaces()
            return .given("")
        }
        cursor.skipLine()
        return checked(.inherited(text.trimmedEnd), at: place)
    }

    private func checked(_ name: Name, at place: SourcePosition) -> Name? {
        switch name {
        case .given(let key) where key.contains(" "), .inherited(let key) where key.contains(" "):
            findings.error("compose.env-file", at: place, "the name `\(key)` has a space in it")
            return nil
        default: return name
        }
    }

    /// Takes a value off the front; `nil` after a mistake, at the next line then.
    private func value(_ cursor: inout EnvironmentFileCursor, _ variables: [String: String]) -> String? {
        let place = cursor.position(in: file)
        guard let quote = cursor.rest.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            var text = String(decoding: cursor.rest.prefix { $0 != Self.newline }, as: UTF8.self)
            cursor.skipLine()
            if let comment = text.firstRange(of: " #") { text = String(text[..<comment.lowerBound]) }
            return expanded(text.trimmedEnd, at: place, variables)
        }
        var characters: [UInt8] = []
        var isEscaped = false
        for (offset, byte) in cursor.rest.enumerated().dropFirst() {
            if byte == quote, !isEscaped {
                cursor.skip(offset + 1)
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
        cursor.skipLine()
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
            var row = row.drop(while: EnvironmentFileCursor.isSpace)
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

    private static func isName(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.properties.isAlphabetic || "0123456789_.-[]".unicodeScalars.contains(scalar) }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber:
            return true
        default: return false
        }
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
