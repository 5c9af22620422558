import Planning
import Vocabulary
import Yams

/// A YAML mapping from variable to value.
enum AnswersFile {
    /// The answers in the order of the file; numbers and booleans as they are written. Throws all problems at once, with their places; values are never shown.
    static func parse(_ text: String, file: String) throws -> [GivenAnswer] {
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch let error as YamlError {
            throw wrong("cannot read the answers in `\(file)`: \(error.reason)", at: error.position(in: file))
        }
        guard let root else { return [] }
        guard case .mapping(let mapping) = root else {
            throw wrong("the answers in `\(file)` are no mapping", at: position(root, file))
        }
        var given: [GivenAnswer] = []
        var problems: [Problem] = []
        for (key, value) in mapping {
            guard let name = key.string, case .scalar(let scalar) = value else {
                problems.append(
                    wrong("the answer `\(key.string ?? "?")` is no single value", at: position(value, file)))
                continue
            }
            let text = value.null == nil ? scalar.string : ""
            given.append(GivenAnswer(variable: name, value: text, origin: .answersFile(path: file)))
        }
        if let problems = Problems(problems) { throw problems }
        return given
    }

    private static func wrong(_ message: String, at position: SourcePosition?) -> Problem {
        Problem(
            "answers.file", .usage, at: position, message, expected: "a YAML mapping, one `NAME: value` a line",
            consequence: "nothing was changed")
    }

    private static func position(_ node: Node, _ file: String) -> SourcePosition? {
        node.mark.map { SourcePosition(file: file, line: $0.line, column: $0.column) }
    }
}
