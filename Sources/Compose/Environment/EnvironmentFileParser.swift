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
        var rest = bytes
        var line = 1
        while true {
            while let byte = rest.first {
                let spaces = byte == Self.newline ? 1 : Self.spaces(rest)
                guard spaces > 0 else { break }
                if byte == Self.newline { line += 1 }
                rest = rest.dropFirst(spaces)
            }
            guard let first = rest.first else { return }
            if first == UInt8(ascii: "#") {
                rest = rest.drop { $0 != Self.newline }
                continue
            }
            let word = Array("export".utf8)
            if rest.starts(with: word), let next = rest.dropFirst(word.count).first, Self.isSpace(next) {
                rest = rest.dropFirst(word.count)
                rest = rest.dropFirst(Self.spaces(rest))
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

    /// Takes a name and the mark after it off the front.
    private func name(_ rest: inout ArraySlice<UInt8>, _ line: inout Int) -> Name? {
        let place = SourcePosition(file: file, line: line, column: 1)
        let end = rest.firstIndex(of: Self.newline)
        let text = String(decoding: rest[..<(end ?? rest.endIndex)], as: UTF8.self)
        for index in text.unicodeScalars.indices {
            let scalar = text.unicodeScalars[index]
            if scalar == "=" || scalar == ":" {
                let written = text[..<index]
                rest = rest.dropFirst(written.utf8.count + 1)
                rest = rest.dropFirst(Self.spaces(rest))
                return checked(.given(String(written).trimmedEnd), at: place)
            }
            guard Self.isName(scalar) || Self.isSpace(scalar) else {
                let name = text.prefix { $0 != "=" && $0 != ":" }
                findings.error(
                    "compose.env-file", at: place, "a character that no variable's name can have stands in `\(name)`",
                    expected: "NAME=value")
                return nil
            }
        }
        guard let end else {
            // The last line has neither a mark nor a line end: the reference takes it for the value of no name.
            rest = rest.dropFirst(Self.spaces(rest))
            return .given("")
        }
        rest = rest[(end + 1)...]
        line += 1
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

    private static func isName(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.properties.isAlphabetic || "0123456789_.-[]".unicodeScalars.contains(scalar) }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber:
            return true
        default: return false
        }
    }

    /// White space without line ends.
    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 32 || byte == 9 || byte == 11 || byte == 12 || byte == 13
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII ? isSpace(UInt8(scalar.value)) : scalar == "\u{85}" || scalar == "\u{A0}"
    }

    /// How many bytes of white space stand at the front, without line ends.
    private static func spaces(_ bytes: ArraySlice<UInt8>) -> Int {
        var index = bytes.startIndex
        while index < bytes.endIndex {
            if isSpace(bytes[index]) {
                index += 1
            } else if bytes[index] == 0xC2, index + 1 < bytes.endIndex, [0x85, 0xA0].contains(bytes[index + 1]) {
                index += 2
            } else {
                break
            }
        }
        return index - bytes.startIndex
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
