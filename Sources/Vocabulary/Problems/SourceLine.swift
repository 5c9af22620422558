/// A line of a file as it is shown below a problem: cut where it is long, and without what looks like a secret.
public struct SourceLine: Hashable, Sendable {
    /// Its number in the file, from 1.
    public let number: Int
    /// At most ``width`` characters, `…` in the place of what was cut.
    public let text: String
    /// How many characters of ``text`` stand before the place that is meant.
    public let caret: Int

    public static let width = 110
    /// So many characters before the place are shown at least.
    private static let lead = 40

    init(number: Int, line: String, column: Int) {
        let characters = Array(Self.masked(line).unicodeScalars)
        let place = min(max(0, column - 1), characters.count)
        let start = characters.count <= Self.width || place <= Self.width - Self.lead ? 0 : place - Self.lead
        let end = min(characters.count, start + Self.width)
        var shown = String(String.UnicodeScalarView(characters[start..<end].map { $0 == "\t" ? " " : $0 }))
        if start > 0 { shown = "…" + shown }
        if end < characters.count { shown += "…" }
        self.number = number
        text = shown
        caret = place - start + (start > 0 ? 1 : 0)
    }

    /// `***` for what follows a name such as `DB_PASSWORD`, unless it is a variable, and for the password in an address.
    static func masked(_ line: String) -> String {
        let result = line.replacing(/(:\/\/[^\s\/:@]*:)[^\s@]+@/) { "\($0.1)***@" }
        for value in values(in: result) where SecretName.isSecret(String(value.name)) {
            let rest = result[value.start...]
            if rest.isEmpty || rest.wholeMatch(of: /["']?\$(\{[A-Za-z0-9_]+\}|[A-Za-z0-9_]+)["'\s\]},]*/) != nil {
                continue
            }
            return result[..<value.start] + "***"
        }
        return result
    }

    /// Names with where their values begin: `NAME:`, `"name" = `. In one pass: a regular expression would begin anew at every character of a long word.
    private static func values(in line: String) -> [(name: Substring, start: String.Index)] {
        var found: [(name: Substring, start: String.Index)] = []
        let text = line.unicodeScalars
        var index = text.startIndex
        while index < text.endIndex {
            let first = index
            while index < text.endIndex, isOfName(text[index]) { text.formIndex(after: &index) }
            guard first < index else {
                text.formIndex(after: &index)
                continue
            }
            var next = index
            if next < text.endIndex, text[next] == "\"" || text[next] == "'" { text.formIndex(after: &next) }
            while next < text.endIndex, text[next].properties.isWhitespace { text.formIndex(after: &next) }
            guard next < text.endIndex, text[next] == ":" || text[next] == "=" else { continue }
            text.formIndex(after: &next)
            while next < text.endIndex, text[next].properties.isWhitespace { text.formIndex(after: &next) }
            found.append((line[first..<index], next))
        }
        return found
    }

    private static func isOfName(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "A"..."Z", "a"..."z", "0"..."9", "_", ".", "-": true
        default: false
        }
    }
}

/// A file's text, for showing lines of it. The places of line ends are looked for once.
public struct SourceText: Sendable {
    private let bytes: [UInt8]
    private let starts: [Int]

    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var starts = [0]
        for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") { starts.append(index + 1) }
        self.starts = starts
    }

    /// The line of a place; `nil` where the file has none or nothing stands on it.
    public func line(at position: SourcePosition) -> SourceLine? {
        guard starts.indices.contains(position.line - 1) else { return nil }
        let start = starts[position.line - 1]
        var end = position.line < starts.count ? starts[position.line] - 1 : bytes.count
        if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        guard start < end else { return nil }
        // Of a line of megabytes only what is near the place is looked at.
        let from = max(start, start + position.column - 2000)
        let text = String(decoding: bytes[from..<min(end, from + 8000)], as: UTF8.self)
        guard text.contains(where: { !$0.isWhitespace }), !isSecretContinued(from: position.line) else { return nil }
        return SourceLine(number: position.line, line: text, column: position.column - (from - start))
    }

    /// Whether the line before ends with a secret's name, so that this one is its value.
    private func isSecretContinued(from line: Int) -> Bool {
        guard line > 1 else { return false }
        let before = bytes[starts[line - 2]..<starts[line - 1]].suffix(400)
        let text = String(decoding: before, as: UTF8.self)
        guard let match = text.firstMatch(of: /([A-Za-z0-9_.\-]+)["']?\s*:\s*[|>&!\-+0-9]*\s*$/) else { return false }
        return SecretName.isSecret(String(match.1))
    }
}

extension Problem {
    /// With its line, where it has a place and none is shown yet. `text` gives a file by the name that places have.
    public func showingLine(_ text: (String) -> SourceText?) -> Problem {
        // What was found is a secret: then so is the line.
        guard source == nil, found != "***", let position, let line = text(position.file)?.line(at: position) else {
            return self
        }
        var problem = self
        problem.source = line
        return problem
    }
}
