/// What each type of question takes: asked at the vendor of defaults, at the target of a person's answers. Pure.
public enum AnswerGrammar {
    /// Why a text is no answer, as the end of a sentence: "is above 65535". Holds nothing of the text.
    public struct Reason: Error, Hashable, Sendable { public var text: String }

    /// The answer in its form: a password never is plain.
    public static func wrap(_ text: String, _ question: Question) -> Answer {
        question.type == .password ? .secret(Secret(text)) : .plain(text)
    }

    /// The refusal of a certificate, which cannot be asked for yet.
    public static func unsupported(_ question: Question) -> Problem {
        Problem(
            "answers.type-not-supported", .definition,
            "cannot answer `\(question.variable)` (\(question.label)): questions of type `certificate` are not supported yet",
            expected: "certificate and key as configuration files, or as `multiline` answers",
            consequence: "nothing was changed")
    }

    /// The first line, at most 80 characters of it.
    public static func excerpt(_ text: String) -> String {
        let line = text.split(separator: "\n", omittingEmptySubsequences: false).first.map(String.init) ?? ""
        return line.count > 80 || line.count < text.count ? "\(line.prefix(80))…" : line
    }

    /// `true` or `false` for what YAML and people write.
    public static func boolean(_ text: String) -> String? {
        switch text.lowercased() {
        case "true", "yes", "on", "y", "1": "true"
        case "false", "no", "off", "n", "0": "false"
        default: nil
        }
    }

    /// Whether a pattern is a regular expression.
    public static func isReadable(pattern: String) -> Bool {
        do {
            _ = try Regex(pattern)
            return true
        } catch {
            return false
        }
    }

    /// The answer in its canonical form, or why it is none.
    /// - Parameters:
    ///   - text: what was given, as it was given.
    ///   - question: whose type, bounds and pattern count.
    ///   - services: of the bundle, for an answer that names one; `nil` where they are not known.
    public static func judge(_ text: String, _ question: Question, _ services: [ServiceName]?) -> Result<String, Reason>
    {
        if text.utf8.contains(0) { return .failure(Reason(text: "holds a NUL")) }
        var value = text
        if question.type != .multiline {
            // A file given by --set-file ends with a line feed that nobody means.
            while value.last == "\n" || value.last == "\r\n" || value.last == "\r" { value.removeLast() }
        }
        if question.type != .multiline, value.contains(where: \.isNewline) {
            return .failure(Reason(text: "has more than one line"))
        }
        switch question.type {
        case .int, .port: return number(value, question)
        case .boolean:
            guard let canonical = boolean(value) else { return .failure(Reason(text: "is neither true nor false")) }
            return .success(canonical)
        case .enum:
            let options = question.options ?? []
            guard options.contains(value) else {
                let near = NearestName.of(value, among: options)
                return .failure(
                    Reason(text: "is none of its options" + (near.map { "; did you mean `\($0)`?" } ?? "")))
            }
        case .hostname:
            guard HostName(value) != nil else { return .failure(Reason(text: "is not a host name")) }
        case .path:
            guard AbsolutePath(value) != nil else { return .failure(Reason(text: "is not an absolute path")) }
        case .service:
            guard let name = ServiceName(value) else { return .failure(Reason(text: "is not a service's name")) }
            if let services, !services.contains(name) {
                let near = NearestName.of(value, among: services.map(\.rawValue))
                return .failure(
                    Reason(text: "names no service of the bundle" + (near.map { "; did you mean `\($0)`?" } ?? "")))
            }
        case .string, .password, .multiline, .certificate: break
        }
        if let reason = length(value, question) ?? pattern(value, question) { return .failure(reason) }
        return .success(value)
    }

    private static func number(_ text: String, _ question: Question) -> Result<String, Reason> {
        let digits = text.hasPrefix("-") ? text.dropFirst() : Substring(text)
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let number = Int(text)
        else { return .failure(Reason(text: "is not a whole number")) }
        let lowest = question.minimum ?? (question.type == .port ? 1 : nil)
        let highest = question.maximum ?? (question.type == .port ? 65535 : nil)
        if let lowest, number < lowest { return .failure(Reason(text: "is below \(lowest)")) }
        if let highest, number > highest { return .failure(Reason(text: "is above \(highest)")) }
        if let reason = pattern(text, question) { return .failure(reason) }
        return .success(String(number))
    }

    private static func length(_ text: String, _ question: Question) -> Reason? {
        if let minimum = question.minimum, text.count < minimum {
            return Reason(text: "is shorter than \(minimum) characters")
        }
        if let maximum = question.maximum, text.count > maximum {
            return Reason(text: "is longer than \(maximum) characters")
        }
        return nil
    }

    private static func pattern(_ text: String, _ question: Question) -> Reason? {
        guard let pattern = question.pattern else { return nil }
        do {
            return try Regex(pattern).wholeMatch(in: text) == nil
                ? Reason(text: "does not match the pattern `\(pattern)`") : nil
        } catch {
            return Reason(text: "cannot be judged: the pattern `\(pattern)` of the question is no regular expression")
        }
    }

    /// What the question takes, for people.
    public static func expectation(of question: Question) -> String {
        let lowest = question.minimum
        let highest = question.maximum
        var text =
            switch question.type {
            case .string: "a text of one line"
            case .int: "a whole number"
            case .boolean: "true or false"
            case .enum: "one of " + (question.options ?? []).joined(separator: ", ")
            case .password: "a password"
            case .multiline: "a text"
            case .hostname: "a host name"
            case .port: "a port, \(lowest ?? 1) to \(highest ?? 65535)"
            case .path: "an absolute path"
            case .certificate: "a certificate"
            case .service: "the name of a service"
            }
        if question.type != .port {
            let unit = question.type == .int ? "" : " characters"
            switch (lowest, highest) {
            case (let low?, let high?): text += ", \(low) to \(high)\(unit)"
            case (let low?, nil): text += ", at least \(low)\(unit)"
            case (nil, let high?): text += ", at most \(high)\(unit)"
            case (nil, nil): break
            }
        }
        if let pattern = question.pattern { text += ", matching `\(pattern)`" }
        return text
    }
}
