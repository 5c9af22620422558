import Vocabulary

/// Problems as a person reads them:
///
/// ```
/// error: cannot load image `web:1` on host `edge-2`: the engine answered "no space left on device"
///   needed 1.2 GiB, free 0.4 GiB; nothing was started
///
/// hint: free space, then run `valise resume visio`
/// ```
struct ProblemText: Sendable {
    let style: Style
    /// Detail lines longer than this are broken up.
    private static let width = 120

    func of(_ problem: Problem) -> String {
        let place = problem.position.map { "\($0): " } ?? ""
        var text = label(of: problem.severity) + " " + Printable.text(place + indented(problem.message)) + "\n"
        if let source = problem.source { text += shown(source) }
        for line in details(of: problem) { text += "  " + Printable.text(indented(line)) + "\n" }
        if let hint = problem.hint {
            text += "\n" + style.bold("hint:", .cyan) + " " + Printable.text(indented(hint)) + "\n"
        }
        return text
    }

    /// Several at once: one after the other with an empty line between them, and how many there are.
    func of(_ problems: [Problem]) -> String {
        var text = problems.map(of).joined(separator: "\n")
        if problems.count > 1 { text += "\n" + Self.count(problems) + "\n" }
        return text
    }

    /// `2 errors, 1 warning`
    static func count(_ problems: [Problem]) -> String {
        let parts = [Problem.Severity.error, .warning, .note].compactMap { severity -> String? in
            let count = problems.count { $0.severity == severity }
            return count == 0 ? nil : "\(count) \(severity.rawValue)\(count == 1 ? "" : "s")"
        }
        return parts.joined(separator: ", ")
    }

    func support(_ support: ApplicationDescription.Support) -> String {
        let parts = [support.name, support.phone, support.mail].compactMap { $0 }
        guard !parts.isEmpty else { return "" }
        return "\n" + style.bold("support:", .cyan) + " " + Printable.text(parts.joined(separator: ", ")) + "\n"
    }

    private func label(of severity: Problem.Severity) -> String {
        switch severity {
        case .error: style.bold("error:", .red)
        case .warning: style.bold("warning:", .yellow)
        case .note: style.bold("note:", .cyan)
        }
    }

    private func details(of problem: Problem) -> [String] {
        let pair = [problem.expected.map { "expected " + $0 }, problem.found.map { "found " + $0 }].compactMap { $0 }
        let isShort = pair.joined(separator: ", ").count <= Self.width && !pair.contains { $0.contains("\n") }
        var lines = isShort && !pair.isEmpty ? [pair.joined(separator: ", ")] : pair
        if let consequence = problem.consequence {
            if let last = lines.last, lines.count == 1, last.count + consequence.count < Self.width, isShort {
                lines = [last + "; " + consequence]
            } else {
                lines.append(consequence)
            }
        }
        return lines
    }

    /// The line, and a mark below the place:
    ///
    /// ```
    ///   4 |     imgae: nginx
    ///     |     ^
    /// ```
    private func shown(_ source: SourceLine) -> String {
        let number = String(source.number)
        let margin = String(repeating: " ", count: number.count)
        // The mark stands below its place only as long as nothing before it is written otherwise or takes two columns.
        let before = String(source.text.unicodeScalars.prefix(source.caret))
        let isNarrow = before.unicodeScalars.allSatisfy { $0.isASCII || $0 == "…" } && Printable.text(before) == before
        let mark =
            isNarrow
            ? "  \(margin) | " + String(repeating: " ", count: source.caret) + style.bold("^", .red) + "\n" : ""
        return "  \(number) | " + Printable.text(source.text) + "\n" + mark
    }

    /// Further lines of a text stand below the first, indented.
    private func indented(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n    ")
    }
}
