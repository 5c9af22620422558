import ArgumentParser
import Planning
import Vocabulary

/// How answers are given without being asked.
struct AnswerOptions: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp(
            "An answer; may be given again. Passwords are refused here: every user of the machine can list them.",
            valueName: "name=value"))
    var set: [String] = []

    @Option(help: ArgumentHelp("An answer that stands in a file; may be given again.", valueName: "name=path"))
    var setFile: [String] = []

    @Option(
        help: ArgumentHelp(
            "A YAML mapping from names to answers; `-` reads it from standard input.", valueName: "file"))
    var answers: String?

    /// All that was given, in one list. Reads the files.
    func given(in session: Session) throws -> [GivenAnswer] {
        var given: [GivenAnswer] = []
        for text in set {
            let (name, value) = try split(text, option: "--set", form: "NAME=VALUE")
            given.append(GivenAnswer(variable: name, value: value, origin: .commandLine))
        }
        for text in setFile {
            let (name, path) = try split(text, option: "--set-file", form: "NAME=PATH")
            let value = try SmallFile.text(at: session.path(path), named: path)
            given.append(GivenAnswer(variable: name, value: value, origin: .file(path: path)))
        }
        if let answers {
            let text =
                try answers == "-"
                ? SmallFile.standardInput() : SmallFile.text(at: session.path(answers), named: answers)
            given += try AnswersFile.parse(text, file: answers == "-" ? "standard input" : answers)
        }
        return given
    }

    private func split(_ text: String, option: String, form: String) throws -> (String, String) {
        guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
            // What was given may be a password.
            throw Problem(
                "usage.wrong", .usage, "cannot read the value of `\(option)`", expected: "`\(option) \(form)`")
        }
        return (String(text[..<equals]), String(text[text.index(after: equals)...]))
    }
}
