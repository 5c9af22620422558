import ArgumentParser
import Vocabulary

/// What ArgumentParser says of arguments: help and version on standard output with exit 0, wrong usage on standard error with exit 64.
struct UsageReport {
    private let error: any Error
    private let arguments: [String]

    init(_ error: any Error, arguments: [String]) {
        self.error = error
        self.arguments = arguments
    }

    func print(environment: Environment) -> CommandExit {
        let full = ValiseCommand.fullMessage(for: error)
        if ValiseCommand.exitCode(for: error) == .success {
            // `valise --help | head` is nobody's fault.
            try? StandardStream.output.write(full + "\n")
            return .done
        }
        let stream = StandardStream.error
        let report = FailureReport([problem(full)])
        let text = ProblemText(style: Style(isColoured: environment.allowsColour && stream.isTerminal))
        // Nobody may be reading; the exit code says it all the same.
        try? stream.write(
            asksForJSON ? ProblemDocument.of(report, support: nil).line : text.of(report.problems))
        return report.exit
    }

    /// ArgumentParser gives one text: the message, `Usage: …`, and `See 'valise pack --help' for more information.`
    private func problem(_ full: String) -> Problem {
        let lines = full.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let usage = lines.first { $0.hasPrefix("Usage: ") }.map { String($0.dropFirst(7)) }
        let name = usage.map { usage in
            usage.split(separator: " ").prefix { $0.first?.isLetter ?? false }.joined(separator: " ")
        }
        var message = ValiseCommand.message(for: error)
        if message.hasSuffix(".") { message.removeLast() }
        message = message.replacing("'", with: "`")
        if let first = message.first { message = first.lowercased() + message.dropFirst() }
        return Problem(
            "usage.wrong", .usage, message, expected: usage.map { "`\($0)`" },
            hint: "`\(name ?? "valise") --help` explains it, with examples")
    }

    private var asksForJSON: Bool {
        arguments.contains("--format=json")
            || zip(arguments, arguments.dropFirst()).contains { $0 == "--format" && $1 == "json" }
    }
}
