import Foundation
import Planning
import Vocabulary

/// Asks a person at a terminal. Questions go to standard error, so that standard output carries data only.
struct TerminalPrompter: Sendable {
    let session: Session

    /// `nil` where nobody can be asked: then a missing answer is an error that names it.
    init?(_ session: Session) {
        guard isatty(STDIN_FILENO) == 1, session.errorOutput.isTerminal else { return nil }
        self.session = session
    }

    /// Asks all that is still open; what was typed is added to the sources.
    func complete(_ questions: [Question], _ sources: AnswerSources) async throws -> AnswerSources {
        session.pauseProgress()
        var sources = sources
        while let prompt = nextPrompt(questions, from: sources) {
            let text = try await ask(prompt, services: sources.services)
            sources.given.append(
                GivenAnswer(variable: prompt.question.variable.rawValue, value: text, origin: .prompt))
        }
        return sources
    }

    /// What an empty line means.
    enum Unanswered { case yes, no }

    /// A yes or no.
    func confirm(_ question: String, unanswered: Unanswered) async throws -> Bool {
        session.pauseProgress()
        while true {
            try say("\(question) \(unanswered == .yes ? "[Y/n]" : "[y/N]") ")
            switch try await line().lowercased() {
            case "y", "yes": return true
            case "n", "no": return false
            case "": return unanswered == .yes
            default: try say("please answer y or n\n")
            }
        }
    }

    private func ask(_ prompt: Prompt, services: [ServiceName]?) async throws -> String {
        let question = prompt.question
        let style = session.errorText.style
        try say("\n\(style.bold(Printable.text(question.label))) (\(prompt.number) of \(prompt.total))\n")
        if let description = question.description { try say("  \(Printable.text(description))\n") }
        if let options = question.options { try say("  one of: \(Printable.text(options.joined(separator: ", ")))\n") }
        while true {
            do {
                let text = try await typed(for: prompt)
                _ = try accept(text, for: question, services: services)
                return text
            } catch let problem as Problem where problem.exit != .definition {
                // Its hint speaks of options; the person is asked again instead.
                let expected = problem.expected.map { "; expected \($0)" } ?? ""
                try say(Printable.text("  \(problem.message)\(expected)\n"))
            }
        }
    }

    private func typed(for prompt: Prompt) async throws -> String {
        switch prompt.question.type {
        case .password:
            let first = try await hiddenLine("password: ")
            guard try await hiddenLine("again: ") != first else { return first }
            throw Problem("answers.invalid", .prerequisite, "the two passwords are not the same")
        case .multiline:
            try say("  several lines; end with a line that is a single dot\n")
            var lines: [String] = []
            while true {
                let next = try await line()
                if next == "." { break }
                lines.append(next)
            }
            return lines.joined(separator: "\n")
        default:
            let suggestion = prompt.suggestion.map { $0.isEmpty ? "" : "[\(Printable.text($0))] " } ?? ""
            try say("\(suggestion)> ")
            let text = try await line()
            return text.isEmpty ? prompt.suggestion ?? "" : text
        }
    }

    private func hiddenLine(_ label: String) async throws -> String {
        try say(label)
        let text = try await TerminalMode.with(.withoutEcho, on: STDIN_FILENO) { try await line() }
        try say("\n")
        return text
    }

    private func say(_ text: String) throws { try session.errorOutput.write(text) }

    /// A line from the terminal. The end of input (Ctrl-D) and an interruption end the command.
    private func line() async throws -> String {
        var bytes: [UInt8] = []
        while true {
            try Task.checkCancellation()
            var entry = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
            // Short, so that Ctrl-C is noticed.
            guard poll(&entry, 1, 100) > 0 else { continue }
            var byte: UInt8 = 0
            let count = read(STDIN_FILENO, &byte, 1)
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count == 1 else { throw CancellationError() }
            if byte == UInt8(ascii: "\n") { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(byte)
            guard bytes.count <= SmallFile.limit else { throw CancellationError() }
        }
    }
}
