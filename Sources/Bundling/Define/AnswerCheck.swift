import Vocabulary

/// Whether a text answers a question. The target asks the same of a person's answers.
enum AnswerCheck {
    static func isReadable(pattern: String) -> Bool {
        do {
            _ = try Regex(pattern)
            return true
        } catch {
            return false
        }
    }

    /// What an answer should be, where this one is not it.
    static func expectation(of text: String, for question: Question) -> String? {
        switch question.type {
        case .int:
            guard let number = Int(text) else { return "a whole number" }
            return bounds(number, question, "a number")
        case .port:
            guard let number = UInt16(text), number > 0 else { return "a port from 1 to 65535" }
            return bounds(Int(number), question, "a port")
        case .boolean:
            return ["true", "false"].contains(text) ? nil : "`true` or `false`"
        case .enum:
            let options = question.options ?? []
            return options.contains(text) ? nil : "one of \(options.joined(separator: ", "))"
        case .hostname:
            if HostName(text) == nil { return HostName.grammar }
        case .path:
            if AbsolutePath(text) == nil { return "an absolute path" }
        case .string, .password:
            if text.contains(where: \.isNewline) { return "one line" }
        case .multiline, .certificate, .service:
            break
        }
        if let unfit = bounds(text.count, question, "a length") { return unfit }
        if let pattern = question.pattern, !matches(text, pattern) { return "a text that matches `\(pattern)`" }
        return nil
    }

    private static func matches(_ text: String, _ pattern: String) -> Bool {
        do {
            return try Regex(pattern).wholeMatch(in: text) != nil
        } catch {
            return true  // an unreadable pattern is a finding of its own
        }
    }

    private static func bounds(_ number: Int, _ question: Question, _ what: String) -> String? {
        if let minimum = question.minimum, number < minimum { return "\(what) of at least \(minimum)" }
        if let maximum = question.maximum, number > maximum { return "\(what) of at most \(maximum)" }
        return nil
    }
}

extension Question {
    /// A value that stands in for an answer while the definition is read: the default, else one of its type.
    var sample: String { samples[0] }

    /// Found again in what is read with it, it shows that an answer went there and not a password in clear.
    static let passwordSample = "answer-of-a-password-question"

    /// At the target it may stay empty: nobody must answer, nothing answers in their place.
    var mayBeEmpty: Bool { defaultValue == nil && generation == nil && (!required || condition != nil) }

    /// Two different ones where the type allows, and the empty one where that may come, to find out what an answer reaches.
    var samples: [String] {
        let own: [String]
        switch type {
        case .int, .port:
            let first = max(minimum ?? 8080, 1)
            let fits = maximum.map { first <= $0 } ?? true
            let start = fits ? first : maximum ?? first
            own = [String(start), String(maximum == start ? max(start - 1, minimum ?? 1) : start + 1)]
        case .boolean: own = ["true", "false"]
        case .enum: own = options ?? []
        case .hostname: own = ["sample.invalid", "other.invalid"]
        case .path: own = ["/sample", "/other"]
        case .password: own = [Self.passwordSample, "another-" + Self.passwordSample]
        case .string, .multiline, .certificate, .service: own = ["sample", "other"]
        }
        let values = ([defaultValue].compactMap { $0 } + own).filter { !$0.isEmpty }
        var unique: [String] = []
        for value in values where !unique.contains(value) { unique.append(value) }
        if unique.isEmpty { unique = ["sample"] }
        return mayBeEmpty ? unique + [""] : unique
    }
}
