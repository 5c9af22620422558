import Vocabulary

/// The definition's `.env`: values of variables that are no questions, as Docker Compose reads it (`KEY=VALUE` lines, `#` comments, single and double quotes, `export`).
enum EnvironmentFile {
    /// In the order of the file. What cannot be read is a finding with its line.
    static func parse(_ bytes: [UInt8], file: String, _ findings: Findings) -> [(name: String, value: Located<String>)]
    {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            findings.refuse(
                "definition.environment", at: SourcePosition(file: file, line: 1, column: 1),
                "cannot read `\(file)`: it is not UTF-8 text")
            return []
        }
        var result: [(name: String, value: Located<String>)] = []
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        for (index, line) in lines.enumerated() {
            let place = SourcePosition(file: file, line: index + 1, column: 1)
            var rest = line.drop(while: \.isWhitespace)
            if rest.isEmpty || rest.first == "#" { continue }
            if rest.hasPrefix("export ") { rest = rest.dropFirst(7).drop(while: \.isWhitespace) }
            guard let sign = rest.firstIndex(where: { $0 == "=" || $0 == ":" }) else {
                findings.refuse(
                    "definition.environment", at: place, "cannot read a line of `\(file)`", expected: "`NAME=VALUE`")
                continue
            }
            let name = rest[..<sign].trimmingSpaces
            guard VariableName(name) != nil else {
                findings.refuse(
                    "definition.environment", at: place,
                    "cannot read a line of `\(file)`: what stands before `=` is no name of a variable",
                    expected: VariableName.grammar)
                continue
            }
            guard let value = value(rest[rest.index(after: sign)...]) else {
                findings.refuse(
                    "definition.environment", at: place, "cannot read the value of `\(name)` in `\(file)`",
                    expected: "a value on one line, quotes closed, `$` only in single quotes")
                continue
            }
            result.append((name, Located(value, at: place)))
        }
        return result
    }

    private static func value(_ text: Substring) -> String? {
        let rest = text.drop(while: \.isWhitespace)
        switch rest.first {
        case "'":
            guard let end = rest.dropFirst().firstIndex(of: "'") else { return nil }
            return String(rest[rest.index(after: rest.startIndex)..<end])
        case "\"":
            return doubleQuoted(rest.dropFirst())
        default:
            // A comment begins at a `#` behind a blank; a value in itself may hold one.
            var end = rest.startIndex
            var previous: Character = " "
            while end < rest.endIndex, !(rest[end] == "#" && previous.isWhitespace) {
                previous = rest[end]
                end = rest.index(after: end)
            }
            let plain = rest[..<end].trimmingSpaces
            return plain.contains("$") ? nil : plain
        }
    }

    private static func doubleQuoted(_ text: Substring) -> String? {
        var result = ""
        var escaped = false
        for character in text {
            if escaped {
                switch character {
                case "n": result.append("\n")
                case "r": result.append("\r")
                case "t": result.append("\t")
                case "\\", "\"", "$": result.append(character)
                default: result.append("\\\(character)")
                }
                escaped = false
            } else if character == "\\" {
                escaped = true
            } else if character == "\"" {
                return result
            } else if character == "$" {
                return nil
            } else {
                result.append(character)
            }
        }
        return nil
    }
}

extension StringProtocol {
    /// Without blanks at both ends.
    var trimmingSpaces: String {
        let front = drop(while: \.isWhitespace)
        return String(front.reversed().drop(while: \.isWhitespace).reversed())
    }
}
