import Vocabulary

/// What must hold of one question by itself.
struct QuestionRules {
    let question: Question
    let position: SourcePosition
    let options: [Located<String>]?
    /// Where its keys' values stand.
    let places: [String: SourcePosition]

    func check(_ findings: Findings) {
        checkType(findings)
        checkOptions(findings)
        checkBounds(findings)
        checkPattern(findings)
        checkDefault(findings)
        checkGeneration(findings)
    }

    private func checkType(_ findings: Findings) {
        // A certificate is a chain and a key that must be looked into: a text that only looks like one is a promise half kept.
        guard question.type == .certificate else { return }
        findings.refuse(
            "definition.not-yet", at: places["type"] ?? position,
            "`\(question.variable)`: questions of type certificate cannot be asked yet",
            expected: "certificate and key as configuration files, or as answers of type multiline")
    }

    private func checkOptions(_ findings: Findings) {
        guard question.type == .enum else {
            if options != nil {
                findings.refuse(
                    "definition.wrong-value", at: places["options"] ?? position,
                    "`\(question.variable)` has options but is of type \(question.type.rawValue)",
                    expected: "`options` only for type enum")
            }
            return
        }
        guard let options, !options.isEmpty else {
            findings.refuse(
                "definition.missing-key", at: position, "`\(question.variable)` is of type enum and has no options",
                expected: "`options` with what may be chosen")
            return
        }
        for (index, option) in options.enumerated()
        where options[..<index].contains(where: { $0.value == option.value }) {
            findings.refuse(
                "definition.duplicate", at: option.position,
                "the option `\(option.value)` of `\(question.variable)` is given twice")
        }
    }

    private func checkBounds(_ findings: Findings) {
        if [.boolean, .enum, .certificate, .service].contains(question.type) {
            for (key, value) in [("min", question.minimum), ("max", question.maximum)] where value != nil {
                findings.refuse(
                    "definition.wrong-value", at: places[key] ?? position,
                    "`\(question.variable)` has `\(key)` but is of type \(question.type.rawValue)",
                    expected: "bounds only for numbers and texts")
            }
        }
        if question.type == .port {
            for (key, value) in [("min", question.minimum), ("max", question.maximum)] {
                guard let value, !(1...65_535).contains(value) else { continue }
                findings.refuse(
                    "definition.wrong-value", at: places[key] ?? position,
                    "`\(question.variable)`: `\(key)` is no port", expected: "1 to 65535", found: "\(value)")
            }
        }
        if let minimum = question.minimum, let maximum = question.maximum, minimum > maximum {
            findings.refuse(
                "definition.wrong-value", at: places["min"] ?? position,
                "`\(question.variable)`: nothing lies between the bounds", expected: "`min` not above `max`",
                found: "min \(minimum), max \(maximum)")
        }
    }

    private func checkPattern(_ findings: Findings) {
        guard let pattern = question.pattern else { return }
        if question.type == .boolean {
            findings.refuse(
                "definition.wrong-value", at: places["pattern"] ?? position,
                "`\(question.variable)` has a pattern but is of type boolean",
                expected: "a pattern only for texts and numbers")
        }
        if AnswerGrammar.isReadable(pattern: pattern) { return }
        findings.refuse(
            "definition.wrong-value", at: places["pattern"] ?? position,
            "`\(question.variable)`: the pattern is not a regular expression", found: "`\(pattern)`")
    }

    private func checkDefault(_ findings: Findings) {
        guard let text = question.defaultValue else { return }
        let place = places["default"] ?? position
        if question.type == .password {
            findings.refuse(
                "definition.secret-in-clear", at: place,
                "the default of the password `\(question.variable)` would be the same at every customer",
                expected: "no default", found: "***",
                hint: "`generate: 24` in its place gives every installation a password of its own")
            return
        }
        guard case .failure(let reason) = AnswerGrammar.judge(text, question, nil) else { return }
        findings.refuse(
            "definition.wrong-value", at: place,
            "the default of `\(question.variable)` is not an answer to its question",
            expected: AnswerGrammar.expectation(of: question), found: "`\(text)`, which \(reason.text)")
    }

    /// A password that is made up must pass where a person's would.
    private func checkGeneration(_ findings: Findings) {
        guard case .password(let length) = question.generation else { return }
        // Letters and digits, of both cases: what is made up looks like this.
        let sample = String((0..<length).map { Array("aB3")[$0 % 3] })
        guard case .failure(let reason) = AnswerGrammar.judge(sample, question, nil) else { return }
        findings.refuse(
            "definition.wrong-value", at: places["generate"] ?? position,
            "`\(question.variable)`: the password that is generated is not an answer to its question",
            expected: AnswerGrammar.expectation(of: question),
            found: "\(length) letters and digits, which \(reason.text)")
    }
}
