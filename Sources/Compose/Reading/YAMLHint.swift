import Vocabulary

/// What a person probably did, where the parser only says at which sign it could not go on.
struct YAMLHint {
    /// What the parser says.
    let problem: String
    /// Where it stopped, from 1.
    let line: Int
    let column: Int
    /// Of what it was reading, if it says so: its first line.
    let start: Int?
    private let lines: [Substring]

    init(problem: String, line: Int, column: Int, start: Int?, text: String) {
        self.problem = problem
        self.line = line
        self.column = column
        self.start = start
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// `nil` where there is nothing to go by.
    var text: String? {
        if problem.contains("undefined alias") { return alias }
        if let quote = openQuote { return quote }
        if problem.contains("','") { return openBracket }
        if problem.contains("mapping values are not allowed") { return colon }
        if problem.contains("'-' indicator") {
            return "begin it with `- ` as the item above, or indent it less, as what is no item of that list"
        }
        if problem.contains("expected key") || problem.contains("block end") { return indent }
        if problem.contains("cannot start any token") { return "put the value in quotes" }
        return nil
    }

    private func row(_ number: Int) -> Substring { lines.indices.contains(number - 1) ? lines[number - 1] : "" }

    private static func content(_ row: Substring) -> Substring { row.drop { $0 == " " } }

    private static func isEmpty(_ row: Substring) -> Bool {
        let content = content(row)
        return content.isEmpty || content.hasPrefix("#") || content == "\r"
    }

    private var alias: String? {
        let scalars = row(line).unicodeScalars.dropFirst(column - 1).drop { $0 == "*" }
        let name = String(String.UnicodeScalarView(scalars.prefix { !" ,]}\r".unicodeScalars.contains($0) }))
        guard !name.isEmpty else { return nil }
        let said = "`*\(name)` repeats what is marked with `&\(name)` above it"
        let near = NearestName.of(name, among: anchors)
        return near.map { said + "; did you mean `*\($0)`?" } ?? said
    }

    private var anchors: Set<String> {
        var found: Set<String> = []
        for row in lines.prefix(line) {
            for part in row.split(separator: "&").dropFirst() {
                found.insert(String(part.prefix { $0.isLetter || $0.isNumber || "-_".contains($0) }))
            }
        }
        return found
    }

    /// A line above with a quotation mark too many or too few, where the text after it makes no sense.
    private var openQuote: String? {
        guard !problem.contains("not allowed") else { return nil }
        for number in (start ?? 1)...max(start ?? 1, line) {
            let content = Self.content(row(number))
            guard !content.hasPrefix("#") else { continue }
            var isEscaped = false
            var count = 0
            for character in content.unicodeScalars {
                if character == "\"", !isEscaped { count += 1 }
                isEscaped = character == "\\" && !isEscaped
            }
            if count % 2 == 1 { return "close the quotation mark in line \(number)" }
        }
        return nil
    }

    private var openBracket: String? {
        guard let start else { return nil }
        let closing = problem.contains("']'") ? "]" : "}"
        return "close what begins in line \(start) with `\(closing)`, or put a comma between two items"
    }

    private var colon: String? {
        // `image:nginx` is no attribute but a text, which goes on in the next line.
        for number in stride(from: line, to: max(0, line - 3), by: -1) {
            let content = Self.content(row(number))
            let item = content.hasPrefix("- ") ? content.dropFirst(2) : content
            let key = item.prefix { $0.isLetter || $0.isNumber || "_-.".contains($0) }
            let rest = item.dropFirst(key.count)
            if !key.isEmpty, rest.hasPrefix(":"), let next = rest.dropFirst().first, next != " ", next != "/" {
                return "a space is missing behind the colon in line \(number): `\(key): …`"
            }
        }
        let before = row(line).unicodeScalars.prefix(max(0, column - 1))
        return String(before).contains(": ")
            ? "put the value in quotes: `: ` in it is taken for the end of a key" : indent
    }

    /// The depths at which a line may stand here.
    private var indent: String? {
        let depth = row(line).prefix { $0 == " " }.count
        var open: [Int] = []
        for row in lines.prefix(max(0, line - 1)) where !Self.isEmpty(row) {
            let own = row.prefix { $0 == " " }.count
            while let last = open.last, last > own { open.removeLast() }
            if open.last != own { open.append(own) }
        }
        guard depth > 0 || open.first ?? 0 > 0, !open.contains(depth) else { return nil }
        let depths = open.map(String.init).joined(separator: ", ")
        return "indent it like what it belongs beside: the lines above stand at \(depths) spaces, this one at \(depth)"
    }
}
