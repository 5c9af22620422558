import Foundation
import Vocabulary
import Yams

/// One YAML document of ours (`valise.yaml`, a profile, `valise.lock`), read as nodes that know their line and column.
struct YAMLSheet {
    let root: YAMLEntry

    /// Such documents are written by hand: more than a mebibyte is something else.
    static let sizeLimit = 1024 * 1024

    /// Throws ``Problems`` `definition.yaml` where it cannot be read at all.
    init(_ bytes: [UInt8], file: String) throws {
        let start = SourcePosition(file: file, line: 1, column: 1)
        guard bytes.count <= Self.sizeLimit else {
            throw Problems(
                Problem(
                    "definition.yaml", .definition, at: start, "cannot read `\(file)`: it is too large",
                    expected: "at most \(ByteCount(Int64(Self.sizeLimit)))", found: "\(ByteCount(Int64(bytes.count)))"))
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Problems(
                Problem("definition.yaml", .definition, at: start, "cannot read `\(file)`: it is not UTF-8 text"))
        }
        do {
            guard let node = try Parser(yaml: text).singleRoot() else {
                throw Problems(
                    Problem("definition.yaml", .definition, at: start, "cannot read `\(file)`: it is empty"))
            }
            root = YAMLEntry(node: node, file: file, path: "")
        } catch let error as YamlError {
            throw Problems(Self.problem(error, file: file))
        }
    }

    private static func problem(_ error: YamlError, file: String) -> Problem {
        func make(_ what: String, _ mark: Mark?, code: ProblemCode = "definition.yaml") -> Problem {
            let position = SourcePosition(file: file, line: max(1, mark?.line ?? 1), column: max(1, mark?.column ?? 1))
            return Problem(code, .definition, at: position, what)
        }
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return make("cannot read `\(file)` as YAML: \(problem)", mark)
        case .duplicatedKeysInMapping(let duplicates, let context):
            let keys = duplicates.map { "`\($0)`" }.joined(separator: ", ")
            return make("\(keys) is given twice in one mapping", context.mark, code: "definition.duplicate-key")
        default:
            return make("cannot read `\(file)` as YAML: \(error)", nil)
        }
    }
}
