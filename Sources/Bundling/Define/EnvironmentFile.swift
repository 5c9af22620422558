import Compose
import Vocabulary

/// The definition's `.env`: values of variables that are no questions. It is read while packing, and what is used of it travels as values.
struct EnvironmentFile {
    let bytes: [UInt8]
    let file: String
    /// Variables of questions: a line for one of them is the developer's own answer, and stays at home.
    let asked: Set<String>
    let findings: Findings

    /// Without questions; each with the last line that sets it. What cannot be read is a finding.
    func values() -> [String: Located<String>] {
        guard let own = parse(lookup: { _ in nil }) else { return [:] }
        let marked = parse(lookup: { asked.contains($0) ? "answer-to-\($0)" : nil }) ?? own
        var result: [String: Located<String>] = [:]
        for (name, value) in own where !asked.contains(name) {
            let place = SourcePosition(file: file, line: line(of: name), column: 1)
            result[name] = Located(value, at: place)
            guard marked[name] != value,
                let variable = asked.sorted().first(where: { marked[name]?.contains("answer-to-\($0)") ?? false })
            else {
                continue
            }
            findings.refuse(
                "definition.environment", at: place,
                "`\(name)` is made of the answer to `\(variable)`, but `.env` is read while packing",
                consequence: "every customer would have the developer's value",
                hint: "write what it is made of into the Compose file, in the place of `${\(name)}`")
        }
        return result
    }

    private func parse(lookup: (String) -> String?) -> [String: String]? {
        do throws(Problems) {
            return try ComposeLoader.environment(parsing: bytes, file: file, lookup: lookup)
        } catch {
            findings.add(error.all)
            return nil
        }
    }

    private func line(of name: String) -> Int {
        let lines = String(decoding: bytes, as: UTF8.self).split(
            omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let index = lines.lastIndex { line in
            var text = Substring(line.trimmingSpaces)
            if text.hasPrefix("export ") { text = Substring(text.dropFirst(7).trimmingSpaces) }
            let sign = text.firstIndex { $0 == "=" || $0 == ":" } ?? text.endIndex
            return text[..<sign].trimmingSpaces == name
        }
        return (index ?? 0) + 1
    }
}

extension StringProtocol {
    /// Without blanks at both ends.
    var trimmingSpaces: String {
        let front = drop(while: \.isWhitespace)
        return String(front.reversed().drop(while: \.isWhitespace).reversed())
    }
}
