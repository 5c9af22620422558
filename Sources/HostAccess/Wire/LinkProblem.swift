import Foundation
import Vocabulary

/// What can go wrong with the connection to another end, apart from what its verbs say.
enum LinkProblem {
    static func lost(_ reason: String) -> Problem {
        Problem(
            "host.connection-lost", .step, "the connection to the host was lost", found: reason,
            consequence: "whether what was under way took effect is unknown; nothing more was begun there",
            hint: "see whether the host answers with `ssh HOST true`, then run `valise resume`")
    }

    /// `printed`: what came in the place of a greeting.
    static func noAnswer(_ reason: String, printed: [UInt8]) -> Problem {
        let text = readable(printed)
        return Problem(
            "host.no-answer", .prerequisite, "no `valise` answers on the host: \(reason)",
            expected: "the greeting of `valise host --stdio`",
            found: text.isEmpty ? "nothing was printed" : "it printed \"\(text)\"",
            consequence: "nothing was changed there",
            hint: text.isEmpty
                ? "see whether it starts there: `ssh HOST valise --version`"
                : "see what a login prints with `ssh HOST true`, and have it print nothing where there is no terminal")
    }

    static func silent(_ limit: Duration) -> Problem {
        Problem(
            "host.no-answer", .prerequisite, "no `valise` answers on the host: no greeting came in time",
            expected: "the greeting of `valise host --stdio` within \(limit)",
            consequence: "nothing was changed there", hint: "see whether the host answers with `ssh HOST true`")
    }

    static func version(_ other: Int) -> Problem {
        Problem(
            "host.protocol-version", .prerequisite, "the `valise` on the host is of another release",
            expected: "version \(LinkLimits.version) of the protocol", found: "version \(other)",
            consequence: "nothing was changed there", hint: "see both releases with `valise --version`, here and there")
    }

    static func broken(_ found: String) -> Problem {
        Problem(
            "host.protocol-broken", .step, "what came over the connection to the host is not the protocol",
            expected: "version \(LinkLimits.version) of the protocol of `valise host --stdio`", found: found,
            consequence: "the connection was closed; whether what was under way took effect is unknown",
            hint: "see both releases with `valise --version`, here and there")
    }

    static func busy() -> Problem {
        Problem(
            "host.busy", .step, "the host has too much under way at a time",
            expected: "at most \(LinkLimits.calls) calls", consequence: "this one was not begun",
            hint: "run `valise resume`")
    }

    static func tooLarge(_ count: Int) -> Problem {
        Problem(
            "host.answer-too-large", .step, "the host's answer is too large",
            expected: "at most \(ByteCount(Int64(LinkLimits.document)))", found: "\(ByteCount(Int64(count)))")
    }

    /// The last lines of what a program printed, for a person: at most 400 characters, without control characters.
    static func readable(_ bytes: [UInt8]) -> String {
        let lines = String(decoding: bytes.suffix(4096), as: UTF8.self).split(whereSeparator: \.isNewline)
            .map { line in
                String(String.UnicodeScalarView(line.unicodeScalars.filter { $0.value >= 32 && $0.value != 127 }))
            }
            .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        let text = lines.joined(separator: " / ")
        return text.count <= 400 ? text : "…" + text.suffix(400)
    }
}
