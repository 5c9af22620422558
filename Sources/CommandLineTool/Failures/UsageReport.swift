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
        if ValiseCommand.exitCode(for: error) == .success, unknownCommand == nil {
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
        return CommandExit(report.exit)
    }

    /// ArgumentParser gives one text: the message, `Usage: …`, and `See 'valise pack --help' for more information.`
    private func problem(_ full: String) -> Problem {
        if let unknown = unknownCommand { return unknown }
        let usage = full.split(separator: "\n").first { $0.hasPrefix("Usage: ") }.map { String($0.dropFirst(7)) }
        let words = usage?.split(separator: " ").prefix { $0.first?.isLetter ?? false } ?? ["valise"]
        let help = "`\(words.joined(separator: " ")) --help` explains it, with examples"
        var sentences = ValiseCommand.message(for: error).replacing("'", with: "`")
            .split(separator: ". ", maxSplits: 1).map(String.init)
        var message = sentences.removeFirst()
        if message.hasSuffix(".") { message.removeLast() }
        if let first = message.first { message = first.lowercased() + message.dropFirst() }
        // "Did you mean `--format`?", "Please provide one of `text` and `json`."
        let advice = sentences.first.map { advice in
            advice.replacing("Please provide", with: "give")
        }
        return Problem(
            "usage.wrong", .usage, message, expected: usage.map { "`\($0)`" },
            hint: advice.map { Self.clause($0) + " " + help } ?? help)
    }

    /// A sentence as the first part of a hint: in lower case, ended by `;` or its question mark.
    private static func clause(_ sentence: String) -> String {
        var text = sentence.prefix(1).lowercased() + sentence.dropFirst()
        if text.hasSuffix("?") { return text }
        if text.hasSuffix(".") { text.removeLast() }
        return text + ";"
    }

    private var unknownCommand: Problem? {
        // `valise help nonsense` asks for a command as well.
        let asked = arguments.first == "help" ? arguments.dropFirst() : arguments[...]
        guard let name = asked.first, !name.hasPrefix("-"), !ValiseCommand.hasCommand(name), name != "help"
        else { return nil }
        let near = NearestName.of(name, among: ValiseCommand.names).map { "did you mean `valise \($0)`? " } ?? ""
        return Problem(
            "usage.unknown-command", .usage, "there is no command `\(name)`",
            hint: near + "`valise --help` lists all of them")
    }

    private var asksForJSON: Bool {
        arguments.contains("--format=json")
            || zip(arguments, arguments.dropFirst()).contains { $0 == "--format" && $1 == "json" }
    }
}
