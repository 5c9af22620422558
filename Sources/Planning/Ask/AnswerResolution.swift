import Vocabulary

/// Works out the answer of each question, conditions first.
struct AnswerResolution {
    let questions: [Question]
    let sources: AnswerSources
    private let byVariable: [VariableName: Question]
    /// Questions whose condition is being looked at: a circle of conditions counts as holding.
    private var underWay: Set<VariableName> = []

    init(questions: [Question], sources: AnswerSources) {
        self.questions = questions
        self.sources = sources
        byVariable = Dictionary(questions.map { ($0.variable, $0) }, uniquingKeysWith: { first, _ in first })
    }

    enum Outcome {
        case answer(Answer)
        case generate(length: Int)
        case problem(Problem)
    }

    /// Variables that no question asks for, and passwords where everybody can read them.
    func problemsOfGiven() -> [Problem] {
        var problems: [Problem] = []
        var named: Set<String> = []
        for answer in sources.given {
            guard named.insert(answer.variable).inserted else { continue }
            guard let name = VariableName(answer.variable), let question = byVariable[name] else {
                let near = NearestName.of(answer.variable, among: questions.map(\.variable.rawValue))
                problems.append(
                    Problem(
                        "answers.unknown-variable", .usage,
                        "cannot take the answer `\(answer.variable)`, \(answer.origin.phrase): no question asks for it",
                        expected: questions.isEmpty
                            ? "nothing: the bundle asks no questions"
                            : "one of " + questions.map(\.variable.rawValue).joined(separator: ", "),
                        consequence: "nothing was changed",
                        hint: near.map { "did you mean `\($0)`?" }))
                continue
            }
            if question.type == .password,
                sources.given.contains(where: { $0.variable == answer.variable && $0.origin == .commandLine })
            {
                problems.append(
                    Problem(
                        "answers.password-on-command-line", .usage,
                        "cannot take the password `\(name)` from `--set`: every user of the machine can list it",
                        consequence: "nothing was changed",
                        hint: "put it in a file and use `--set-file \(name)=PATH`"))
            }
        }
        return problems
    }

    /// Profile, then the question's own default.
    func fallback(for question: Question) -> String? {
        sources.profile?.answers[question.variable] ?? question.defaultValue
    }

    /// Whether the question's condition holds.
    mutating func applies(_ question: Question) -> Bool {
        guard let condition = question.condition, let other = byVariable[condition.variable] else { return true }
        guard underWay.insert(question.variable).inserted else { return true }
        defer { underWay.remove(question.variable) }
        guard applies(other) else { return false }
        let text: String?
        if let given = sources.given(for: other.variable) {
            text = given.value.reveal()
        } else if let previous = sources.previous?.values[other.variable] {
            text = previous.reveal()
        } else {
            text = fallback(for: other)
        }
        guard let text else { return condition.equals.isEmpty }
        return canonical(text, other.type) == canonical(condition.equals, other.type)
    }

    private func canonical(_ text: String, _ type: QuestionType) -> String {
        type == .boolean ? AnswerGrammar.boolean(text) ?? text : text
    }

    mutating func resolve(_ question: Question) -> Outcome {
        let asked = applies(question)
        if let given = sources.given(for: question.variable) {
            return judged(given.value.reveal(), question, given.origin.phrase, asked)
        }
        if let previous = sources.previous?.values[question.variable] {
            return judged(previous.reveal(), question, "kept from the previous release", asked)
        }
        if let text = sources.profile?.answers[question.variable] {
            return judged(text, question, "by profile `\(sources.profile?.name.rawValue ?? "")`", asked)
        }
        if let text = question.defaultValue { return judged(text, question, "the question's default", asked) }
        guard asked else { return .answer(AnswerGrammar.wrap("", question)) }
        switch question.generation {
        case .password(let length): return .generate(length: length)
        case .selfSignedCertificate: return .problem(AnswerGrammar.unsupported(question))
        case nil: return judged("", question, "", asked)
        }
    }

    private func judged(_ text: String, _ question: Question, _ phrase: String, _ asked: Bool) -> Outcome {
        if !asked, text.isEmpty { return .answer(AnswerGrammar.wrap("", question)) }
        do {
            return .answer(try accept(text, for: question, phrase: phrase, services: sources.services))
        } catch {
            return .problem(error)
        }
    }
}
