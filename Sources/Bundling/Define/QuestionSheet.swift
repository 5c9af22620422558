import Vocabulary

/// Reads `questions:` and checks each of them against its type.
enum QuestionSheet {
    static func questions(_ items: [YAMLEntry], _ findings: Findings) -> [Located<Question>] {
        var result: [Located<Question>] = []
        for item in items {
            guard let question = question(item, findings) else { continue }
            if result.contains(where: { $0.value.variable == question.value.variable }) {
                findings.refuse(
                    "definition.duplicate", at: question.position,
                    "the variable `\(question.value.variable)` is asked for twice")
                continue
            }
            if let condition = question.value.condition {
                check(condition, of: question, asked: result.map(\.value), findings)
            }
            result.append(question)
        }
        return result
    }

    private static func question(_ item: YAMLEntry, _ findings: Findings) -> Located<Question>? {
        guard var reader = MappingReader(item, findings) else { return nil }
        reader.require("variable", "the variable that the answer is for")
        let variable = reader.name("variable", as: VariableName.self)
        let typeName = reader.text("type")
        let type = typeName.map { QuestionType(rawValue: $0.value) } ?? .string
        if type == nil, let typeName {
            let names = QuestionType.allCases.map(\.rawValue)
            findings.refuse(
                "definition.wrong-value", at: typeName.position, "`\(item.path).type` is not a type of question",
                expected: "one of \(names.joined(separator: ", "))", found: "`\(typeName.value)`",
                hint: NearestName.of(typeName.value, among: names).map { "did you mean `\($0)`?" })
        }
        let label = reader.text("label")
        let description = reader.text("description")
        let required = reader.boolean("required")
        let defaultValue = reader.text("default")
        let options = reader.value("options").map { _ in reader.texts("options") }
        let minimum = reader.integer("min")
        let maximum = reader.integer("max")
        let pattern = reader.text("pattern")
        let condition = reader.value("when").flatMap { Self.condition($0, findings) }
        let group = reader.text("group")
        let generate = reader.value("generate")
        reader.close()
        guard let variable, let type else { return nil }
        let question = Question(
            variable: variable.value, label: label?.value ?? variable.value.rawValue,
            description: description?.value, type: type, required: required?.value ?? false,
            defaultValue: defaultValue?.value, options: options?.map(\.value), minimum: minimum?.value,
            maximum: maximum?.value, pattern: pattern?.value, condition: condition?.value, group: group?.value,
            generation: generate.flatMap { generation($0, for: type, findings) })
        let rules = QuestionRules(
            question: question, position: item.position, options: options,
            places: [
                "default": defaultValue?.position, "options": reader.value("options")?.position,
                "min": minimum?.position, "max": maximum?.position, "pattern": pattern?.position,
                "type": typeName?.position,
            ].compactMapValues(\.self))
        rules.check(findings)
        return Located(question, at: variable.position)
    }

    private static func condition(_ entry: YAMLEntry, _ findings: Findings) -> Located<Question.Condition>? {
        guard let pairs = entry.pairs, pairs.count == 1, let pair = pairs.first,
            let variable = VariableName(pair.key), let text = pair.value.text
        else {
            findings.refuse(
                "definition.wrong-type", at: entry.position, "`\(entry.path)` is of the wrong type",
                expected: "one other variable with its value, such as `{ TLS: true }`", found: entry.kind)
            return nil
        }
        return Located(Question.Condition(variable: variable, equals: text), at: pair.position)
    }

    private static func check(
        _ condition: Question.Condition, of question: Located<Question>, asked: [Question], _ findings: Findings
    ) {
        guard let other = asked.first(where: { $0.variable == condition.variable }) else {
            findings.refuse(
                "definition.unknown-variable", at: question.position,
                "`\(question.value.variable)` is asked for when `\(condition.variable)` has a value, but no question before it asks for that",
                hint: NearestName.of(condition.variable.rawValue, among: asked.map(\.variable.rawValue)).map {
                    "did you mean `\($0)`?"
                })
            return
        }
        let values = other.type == .boolean ? ["true", "false"] : other.options
        if let values, !values.contains(condition.equals) {
            findings.refuse(
                "definition.wrong-value", at: question.position,
                "`\(question.value.variable)` would never be asked for: `\(condition.variable)` is never `\(condition.equals)`",
                expected: "one of \(values.joined(separator: ", "))")
        }
    }

    private static func generation(
        _ entry: YAMLEntry, for type: QuestionType, _ findings: Findings
    ) -> Question.Generation? {
        switch type {
        case .password:
            // Below 8 a generated password is no protection; 1024 is far more than any program takes.
            if let length = entry.integer, (8...1024).contains(length) { return .password(length: length) }
            findings.refuse(
                "definition.wrong-value", at: entry.position, "`\(entry.path)` is not valid",
                expected: "a number of letters and digits, 8 to 1024", found: entry.kind)
        case .certificate:
            if entry.text == "self-signed" { return .selfSignedCertificate }
            findings.refuse(
                "definition.wrong-value", at: entry.position, "`\(entry.path)` is not valid",
                expected: "`self-signed`", found: entry.kind)
        default:
            findings.refuse(
                "definition.wrong-value", at: entry.position,
                "`\(entry.path)`: an answer of type \(type.rawValue) cannot be generated",
                expected: "`generate` only for password and certificate")
        }
        return nil
    }
}
