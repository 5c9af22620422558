import Vocabulary

/// Walks the tags of a template, judges each, and makes every variable an unescaped one.
struct TemplateScanner {
    let file: RelativePath
    let text: String
    let known: Set<String>
    private(set) var problems: [Problem] = []
    private var open = "{{"
    private var close = "}}"
    private var sections: [(name: String, position: SourcePosition)] = []
    private var line = 1
    private var column = 1

    init(file: RelativePath, text: String, known: Set<String>) {
        self.file = file
        self.text = text
        self.known = known
    }

    private var position: SourcePosition { SourcePosition(file: file.rawValue, line: line, column: column) }

    mutating func scan() -> String {
        var result = ""
        var rest = Substring(text)
        while let begin = rest.firstRange(of: open) {
            let before = rest[..<begin.lowerBound]
            result += before
            advance(over: before)
            let place = position
            let isTriple = open == "{{" && rest[begin.upperBound...].hasPrefix("{")
            let ending = isTriple ? "}}}" : close
            guard let end = rest[begin.upperBound...].firstRange(of: ending) else {
                refuse(at: place, "a tag is not closed", expected: "`\(ending)`")
                return result
            }
            let inner = rest[begin.upperBound..<end.lowerBound]
            result += judged(String(isTriple ? inner.dropFirst() : inner), isTriple: isTriple, at: place)
            advance(over: rest[begin.lowerBound..<end.upperBound])
            rest = rest[end.upperBound...]
        }
        for section in sections {
            refuse(
                at: section.position, "the section `\(section.name)` is not closed", expected: "`{{/\(section.name)}}`")
        }
        return result + rest
    }

    private mutating func judged(_ inner: String, isTriple: Bool, at place: SourcePosition) -> String {
        let tag = open + inner + close
        let sign = inner.drop(while: \.isWhitespace).first
        let name = trimmed(inner.drop(while: \.isWhitespace).dropFirst())
        if isTriple { return variable(trimmed(Substring(inner)), at: place) }
        switch sign {
        case "!": return tag
        case "&": return variable(name, at: place)
        case "#", "^":
            judge(name, at: place)
            sections.append((name, place))
            return tag
        case "/":
            guard let last = sections.popLast() else {
                refuse(
                    at: place, "the section `\(name)` is closed but was not opened",
                    expected: "`{{#\(name)}}` before it")
                return tag
            }
            if last.name != name {
                refuse(
                    at: place, "the section `\(name)` is closed inside `\(last.name)`", expected: "`{{/\(last.name)}}`")
            }
            return tag
        case "=":
            let parts = name.hasSuffix("=") ? name.dropLast().split(whereSeparator: \.isWhitespace) : []
            guard parts.count == 2 else {
                refuse(at: place, "the delimiters cannot be read", expected: "`{{=<% %>=}}`")
                return tag
            }
            open = String(parts[0])
            close = String(parts[1])
            return tag
        case ">", "<", "$", "%", "*":
            refuse(
                at: place, "the tag `\(tag)` is not supported",
                expected: "variables, sections, comments and delimiters")
            return tag
        default: return variable(trimmed(Substring(inner)), at: place)
        }
    }

    private mutating func variable(_ name: String, at place: SourcePosition) -> String {
        judge(name, at: place)
        return "\(open)&\(name)\(close)"
    }

    private mutating func judge(_ name: String, at place: SourcePosition) {
        guard !known.contains(name) else { return }
        let near = NearestName.of(name, among: known)
        refuse(
            at: place, "no question and no variable of the definition is called `\(name)`",
            expected: known.isEmpty ? "no tags: there are no questions" : nil,
            hint: near.map { "did you mean `\($0)`?" })
    }

    private mutating func refuse(at place: SourcePosition, _ what: String, expected: String?, hint: String? = nil) {
        problems.append(
            Problem(
                "render.template", .definition, at: place, "cannot render the template \(file): \(what)",
                expected: expected, consequence: "nothing was changed", hint: hint))
    }

    private func trimmed(_ text: Substring) -> String {
        var rest = text.drop(while: \.isWhitespace)
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }

    private mutating func advance(over text: Substring) {
        for character in text {
            if character.isNewline {
                line += 1
                column = 1
            } else {
                column += 1
            }
        }
    }
}
