public import Vocabulary

/// Questions and all that answers them → `Answers`: one for every question.
///
/// A question whose condition does not hold has its default or an empty text, and is never missing. Generated values come from `generator` and only where nothing else answers,
/// so a previous release's password is kept. Throws all problems at once: `answers.unknown-variable` and `answers.password-on-command-line` (64), `answers.missing` (12),
/// `answers.invalid` (12), `answers.type-not-supported` (10).
public func ask(
    _ questions: [Question], from sources: AnswerSources, using generator: inout some RandomNumberGenerator
) throws(Problems) -> Answers {
    var resolution = AnswerResolution(questions: questions, sources: sources)
    var problems = resolution.problemsOfGiven()
    var values: [VariableName: Answer] = [:]
    for question in questions {
        switch resolution.resolve(question) {
        case .answer(let answer): values[question.variable] = answer
        case .generate(let length):
            values[question.variable] = .secret(Secret(generatedPassword(length: length, using: &generator)))
        case .problem(let problem): problems.append(problem)
        }
    }
    if let problems = Problems(problems) { throw problems }
    return Answers(values)
}

/// As ``ask(_:from:using:)`` with the system's generator, which is fit for passwords.
public func ask(_ questions: [Question], from sources: AnswerSources) throws(Problems) -> Answers {
    var generator = SystemRandomNumberGenerator()
    return try ask(questions, from: sources, using: &generator)
}

/// Letters and digits only, so that a password stands in any URL, YAML or shell text as it is. 24 of them hold 142 bits.
func generatedPassword(length: Int, using generator: inout some RandomNumberGenerator) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
    return String((0..<length).map { _ in alphabet[Int.random(in: alphabet.indices, using: &generator)] })
}

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
