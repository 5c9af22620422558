import Vocabulary

/// Finds the tags of a Mustache template (mustache(5)) and refuses what has no answer, before a customer would find it.
struct TemplateTags {
    let file: String
    let known: Set<String>
    let findings: Findings

    /// Checks the text and gives the variables that it uses.
    func check(_ bytes: [UInt8]) -> Set<String> {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            findings.refuse(
                "template.not-text", at: SourcePosition(file: file, line: 1, column: 1),
                "the template `\(file)` is not UTF-8 text",
                hint: "leave out the `.mustache` of files that are to stay as they are")
            return []
        }
        var used: Set<String> = []
        var sections: [(name: String, place: SourcePosition)] = []
        var line = 1
        var column = 1
        var rest = Substring(text)
        func advance(over part: Substring) {
            for character in part {
                if character.isNewline { line += 1 } else { column += 1 }
                if character.isNewline { column = 1 }
            }
        }
        while let start = rest.firstRange(of: "{{") {
            advance(over: rest[..<start.lowerBound])
            let place = SourcePosition(file: file, line: line, column: column)
            let triple = rest[start.upperBound...].first == "{"
            guard let end = rest[start.upperBound...].firstRange(of: triple ? "}}}" : "}}") else {
                findings.refuse("template.open-tag", at: place, "a tag is opened and never closed")
                return used
            }
            let inside = rest[start.upperBound..<end.lowerBound]
            advance(over: rest[start.lowerBound..<end.upperBound])
            rest = rest[end.upperBound...]
            tag(triple ? inside.dropFirst() : inside, place, &used, &sections)
        }
        for section in sections {
            findings.refuse("template.open-section", at: section.place, "the section `\(section.name)` is never closed")
        }
        return used
    }

    private func tag(
        _ text: Substring, _ place: SourcePosition, _ used: inout Set<String>,
        _ sections: inout [(name: String, place: SourcePosition)]
    ) {
        let sign = text.first.map(String.init) ?? ""
        let name = ("#^/!>=&".contains(sign) && !sign.isEmpty ? text.dropFirst() : text).trimmingSpaces
        switch sign {
        case "!": return
        case ">", "=", "<", "$":
            findings.refuse(
                "template.not-supported", at: place, "`{{\(text)}}` is not supported in templates",
                expected: "variables, sections and comments")
            return
        case "/":
            if sections.last?.name == name {
                sections.removeLast()
            } else {
                findings.refuse(
                    "template.open-section", at: place, "`{{/\(name)}}` closes a section that is not open",
                    expected: sections.last.map { "`{{/\($0.name)}}`" })
            }
            return
        case "#", "^": sections.append((name, place))
        default: break
        }
        if name == ".", !sections.isEmpty { return }
        guard known.contains(name) else {
            findings.refuse(
                "template.unknown-tag", at: place,
                "the template asks for `\(name)`, which is neither a question nor in `.env`",
                expected: known.isEmpty ? nil : "one of \(known.sorted().joined(separator: ", "))",
                hint: NearestName.of(name, among: known.sorted()).map { "did you mean `\($0)`?" })
            return
        }
        used.insert(name)
    }
}
