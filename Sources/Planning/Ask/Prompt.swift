public import Vocabulary

/// What to ask a person next.
public struct Prompt: Hashable, Sendable {
    public var question: Question
    /// What an empty line means; `nil` for passwords and where there is none.
    public var suggestion: String?
    /// From 1, among those that are still asked.
    public var number: Int
    public var total: Int
}

/// The next question that a person at a terminal is to be asked; `nil` when all are answered.
///
/// Not asked: what was given or answered for the previous release, what is generated, and what its condition leaves out. A typed answer is added to
/// ``AnswerSources/given`` with origin `prompt` (an empty line as the suggestion, or empty), so the same question does not come again.
public func nextPrompt(_ questions: [Question], from sources: AnswerSources) -> Prompt? {
    var resolution = AnswerResolution(questions: questions, sources: sources)
    let open = questions.filter { question in
        sources.given(for: question.variable) == nil && sources.previous?.values[question.variable] == nil
            && resolution.applies(question)
            && (question.generation == nil || resolution.fallback(for: question) != nil)
    }
    guard let first = open.first else { return nil }
    let typed = questions.count { question in sources.given(for: question.variable)?.origin == .prompt }
    return Prompt(
        question: first, suggestion: first.type == .password ? nil : resolution.fallback(for: first),
        number: typed + 1, total: typed + open.count)
}
