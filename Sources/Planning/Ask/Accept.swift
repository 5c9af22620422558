public import Vocabulary

/// Judges one answer, as a person has just typed it. Throws `answers.missing`, `answers.invalid`, `answers.type-not-supported`.
public func accept(
    _ text: String, for question: Question, services: [ServiceName]? = nil
) throws(Problem) -> Answer {
    try accept(text, for: question, phrase: "typed", services: services)
}

func accept(
    _ text: String, for question: Question, phrase: String, services: [ServiceName]?
) throws(Problem) -> Answer {
    if question.type == .certificate { throw AnswerGrammar.unsupported(question) }
    guard !text.isEmpty else {
        // What has a default and is no free text is not emptied by an answer of nothing.
        if !question.required, question.defaultValue != nil, !question.type.isFreeText {
            throw Problem(
                "answers.invalid", .prerequisite,
                "the answer for `\(question.variable)` (\(question.label))\(phrase.isEmpty ? "" : ", \(phrase),") is empty",
                expected: AnswerGrammar.expectation(of: question), consequence: "nothing was changed",
                hint: "leave it out for the default, or use `--set \(question.variable)=VALUE`")
        }
        guard question.required else { return AnswerGrammar.wrap("", question) }
        throw Problem(
            "answers.missing", .prerequisite,
            "no answer for `\(question.variable)` (\(question.label))",
            expected: AnswerGrammar.expectation(of: question),
            consequence: "nothing was changed",
            hint: question.type == .password
                ? "put it in a file and use `--set-file \(question.variable)=PATH`"
                : "use `--set \(question.variable)=VALUE`")
    }
    let value: String
    switch AnswerGrammar.judge(text, question, services) {
    case .success(let accepted): value = accepted
    case .failure(let reason):
        throw Problem(
            "answers.invalid", .prerequisite,
            "the answer for `\(question.variable)` (\(question.label))\(phrase.isEmpty ? "" : ", \(phrase),") \(reason.text)",
            expected: AnswerGrammar.expectation(of: question),
            found: question.type == .password ? nil : AnswerGrammar.excerpt(text),
            consequence: "nothing was changed",
            hint: question.type == .password
                ? "put it in a file and use `--set-file \(question.variable)=PATH`"
                : "use `--set \(question.variable)=VALUE`")
    }
    return AnswerGrammar.wrap(value, question)
}
