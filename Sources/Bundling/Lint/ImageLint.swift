import Vocabulary

/// Images whose name does not say which one it is.
struct ImageLint {
    let definition: Definition

    func problems() -> [Problem] {
        definition.images.compactMap { image in
            guard case .anywhere = image.origin, image.reference.digest == nil, image.reference.tag == "latest" else {
                return nil
            }
            return .lint(
                "lint.floating-tag", .warning, at: image.position,
                "the image `\(image.reference.familiar)` has a floating tag",
                consequence: "`\(Lock.fileName)` pins it; without the lock, the next `pack` may take another image",
                hint: "name a version, and keep `\(Lock.fileName)` in version control")
        }
    }
}

/// Questions whose answers reach nothing, and those that nobody must answer.
struct QuestionLint {
    let definition: Definition

    func problems() -> [Problem] { unused() + open() }

    /// An empty port or password is rarely what somebody meant.
    private func open() -> [Problem] {
        definition.application.questions.compactMap { question in
            let isText = question.type.isFreeText && question.type != .password
            guard !isText, question.mayBeEmpty, question.condition == nil,
                definition.usedVariables.contains(question.variable.rawValue)
            else { return nil }
            return .lint(
                "lint.may-be-empty", .warning, at: definition.questionPositions[question.variable],
                "`\(question.variable)` may stay without an answer: nothing is required, and there is no default",
                consequence: "a \(question.type.rawValue) that is empty reaches the services",
                hint: question.type == .password
                    ? "write `generate: 24`, or `required: true`" : "write `required: true`, or a `default`")
        }
    }

    private func unused() -> [Problem] {
        let conditions = Set(definition.application.questions.compactMap { $0.condition?.variable.rawValue })
        let used = definition.usedVariables.union(conditions)
        return definition.application.questions.compactMap { question in
            guard !used.contains(question.variable.rawValue) else { return nil }
            return .lint(
                "lint.unused-question", .warning, at: definition.questionPositions[question.variable],
                "`\(question.variable)` is asked for, and nothing uses the answer",
                hint: NearestName.of(question.variable.rawValue, among: definition.usedVariables.sorted()).map {
                    "did you mean `\($0)`?"
                })
        }
    }
}
