import Planning
import Vocabulary

/// A report of prerequisites, as a person and as a program read it.
struct CheckSummary: Sendable {
    let report: CheckReport
    let style: Style

    /// One line for each check, what is wrong with its remedy below.
    var text: String {
        var hosts: [HostName] = []
        for host in report.results.compactMap(\.host) where !hosts.contains(host) { hosts.append(host) }
        if hosts.count > 1 { return table(hosts) }
        let titles = report.results.map(\.id.title)
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

    /// One row for each check, one column for each host; what is wrong stands below, with its remedy.
    private func table(_ hosts: [HostName]) -> String {
        var ids: [CheckID] = []
        for id in report.results.map(\.id) where !ids.contains(id) { ids.append(id) }
        let rows = ids.map { id -> [String] in
            let results = report.results.filter { $0.id == id }
            if let whole = results.first(where: { $0.host == nil }) {
                return [id.title] + hosts.indices.map { $0 == 0 ? Self.word(whole.outcome) : "" }
            }
            return [id.title]
                + hosts.map { host in results.first { $0.host == host }.map { Self.word($0.outcome) } ?? "–" }
        }
        var text = Table(["PREREQUISITE"] + hosts.map(\.rawValue), rows: rows).text
        for result in report.results where result.outcome == .warning || result.outcome == .failed {
            let place = result.host.map { " on \($0)" } ?? ""
            text += "\n\(mark(result.outcome)) \(result.id.title)\(place): \(Printable.text(result.found))"
            text += "; needed: \(Printable.text(result.needed))\n"
            if let remedy = result.remedy {
                text += "        \(style.bold("hint:", .cyan)) \(Printable.text(remedy))\n"
            }
        }
        return text + "\n" + counts + "\n"
    }

    private static func word(_ outcome: CheckResult.Outcome) -> String {
        switch outcome {
        case .passed: "ok"
        case .warning: "warning"
        case .failed: "FAILED"
        case .skipped: "skipped"
        }
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
