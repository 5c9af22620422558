import Planning
import Vocabulary

/// A report of prerequisites, as a person and as a program read it.
struct CheckSummary: Sendable {
    let report: CheckReport
    let style: Style

    /// One line for each check, what is wrong with its remedy below.
    var text: String {
        let several = Set(report.results.compactMap(\.host)).count > 1
        let titles = report.results.map { $0.id.title + (several ? $0.host.map { " on \($0)" } ?? "" : "") }
        let width = titles.map(\.count).max() ?? 0
        return zip(report.results, titles).map { result, title in
            let padding = String(repeating: " ", count: width - title.count)
            var line = "\(mark(result.outcome)) \(title)\(padding)  \(Printable.text(result.found))"
            if result.outcome == .warning || result.outcome == .failed {
                line += "; needed: \(Printable.text(result.needed))"
                if let remedy = result.remedy {
                    line += "\n        \(style.bold("hint:", .cyan)) \(Printable.text(remedy))"
                }
            }
            return line + "\n"
        }.joined() + "\n" + counts + "\n"
    }

    /// `17 passed, 1 warning, 1 failed`
    var counts: String {
        let words: [(CheckResult.Outcome, String)] = [
            (.passed, "passed"), (.warning, "with a warning"), (.failed, "failed"), (.skipped, "skipped"),
        ]
        return words.compactMap { outcome, word in
            let count = report.results.count { $0.outcome == outcome }
            return count == 0 ? nil : "\(count) \(word)"
        }.joined(separator: ", ")
    }

    /// The keys of `valise.check.v1` behind `schema`.
    var members: KeyValuePairs<String, JSON> {
        [
            "clear": .boolean(report.isClear),
            "checks": .array(
                report.results.map { result in
                    [
                        "id": .string(result.id.rawValue), "title": .string(result.id.title),
                        "host": .text(result.host), "level": .string(result.level.rawValue),
                        "outcome": .string(result.outcome.rawValue), "found": .string(result.found),
                        "needed": .string(result.needed), "remedy": .text(result.remedy),
                    ]
                }),
        ]
    }

    /// What a person must know although nothing stands in the way.
    var warnings: [Problem] {
        report.results.filter { $0.outcome == .warning }.map { result in
            Problem(
                "check.warning", .prerequisite, severity: .warning,
                "prerequisite `\(result.id.rawValue)` (\(result.id.title)) is not met"
                    + (result.host.map { " on host `\($0)`" } ?? ""),
                expected: result.needed, found: result.found, hint: result.remedy)
        }
    }

    private func mark(_ outcome: CheckResult.Outcome) -> String {
        switch outcome {
        case .passed: style.bold("ok     ", .green)
        case .warning: style.bold("warning", .yellow)
        case .failed: style.bold("FAILED ", .red)
        case .skipped: "skipped"
        }
    }
}
