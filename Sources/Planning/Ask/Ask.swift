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
