import Vocabulary
import Yams

extension YamlError {
    /// Where it stands; `nil` where the parser does not say.
    func position(in file: String) -> SourcePosition? {
        switch self {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _):
            SourcePosition(file: file, line: mark.line, column: mark.column)
        case .duplicatedKeysInMapping(_, let context):
            SourcePosition(file: file, line: context.mark.line, column: context.mark.column)
        default: nil
        }
    }

    /// In a person's words.
    var reason: String {
        switch self {
        case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _): problem
        case .duplicatedKeysInMapping(let keys, _):
            "given twice: " + keys.map { "`\($0)`" }.joined(separator: ", ")
        default: "it is not YAML"
        }
    }
}
