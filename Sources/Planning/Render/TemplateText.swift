import Mustache
import Vocabulary

/// A Mustache template of a definition: plain text, nothing is escaped, an unknown tag is an error.
///
/// Variables, sections `{{#X}}`, `{{^X}}`, comments and other delimiters (mustache(5)); what needs more than answers (partials, blocks, transforms, dotted names) is refused.
struct TemplateText {
    let file: RelativePath
    let text: String

    /// Answers as a template sees them: an empty one and a boolean `false` close their section.
    struct Value: MustacheCustomRenderable {
        let text: String
        var renderText: String { text }
        var isNull: Bool { text.isEmpty || text == "false" }
    }

    /// The text with its tags filled in, or every problem of it.
    func rendered(with values: [String: String]) -> Result<[UInt8], Problems> {
        var scanner = TemplateScanner(file: file, text: text, known: Set(values.keys))
        let unescaped = scanner.scan()
        if let problems = Problems(scanner.problems) { return .failure(problems) }
        do {
            let template = try MustacheTemplate(string: unescaped)
            return .success(Array(template.render(values.mapValues(Value.init(text:))).utf8))
        } catch {
            return .failure(
                Problems(
                    Problem(
                        "render.template", .definition, at: SourcePosition(file: file.rawValue, line: 1, column: 1),
                        "cannot read the template \(file): its tags do not fit together")))
        }
    }
}
