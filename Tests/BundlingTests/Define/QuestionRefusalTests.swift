import Testing
import Vocabulary

@testable import Bundling

/// Every refusal of a question.
@Suite struct QuestionRefusalTests {
    static let cases: [(String, String)] = [
        ("{ label: x }", "definition.missing-key: `questions[0].variable` is missing"),
        ("{ variable: 1A }", "definition.wrong-value: `questions[0].variable` is not valid"),
        ("{ variable: A, type: text }", "definition.wrong-value: `questions[0].type` is not a type of question"),
        ("{ variable: A, lable: x }", "definition.unknown-key: unknown key `lable` in `questions[0]`"),
        ("{ variable: A, required: maybe }", "definition.wrong-type: `questions[0].required` is of the wrong type"),
        (
            "{ variable: A, type: certificate }",
            "definition.not-yet: `A`: questions of type certificate cannot be asked yet"
        ),
        ("{ variable: A, type: enum }", "definition.missing-key: `A` is of type enum and has no options"),
        ("{ variable: A, type: enum, options: [x, x] }", "definition.duplicate: the option `x` of `A` is given twice"),
        ("{ variable: A, type: int, options: [1] }", "definition.wrong-value: `A` has options but is of type int"),
        ("{ variable: A, type: boolean, min: 1 }", "definition.wrong-value: `A` has `min` but is of type boolean"),
        ("{ variable: A, type: int, min: 5, max: 1 }", "definition.wrong-value: `A`: nothing lies between the bounds"),
        ("{ variable: A, pattern: \"[\" }", "definition.wrong-value: `A`: the pattern is not a regular expression"),
        (
            "{ variable: A, type: password, default: hunter2 }",
            "definition.secret-in-clear: the default of the password `A` would be the same at every customer"
        ),
        (
            "{ variable: A, type: port, default: 70000 }",
            "definition.wrong-value: the default of `A` is not an answer to its question"
        ),
        (
            "{ variable: A, type: int, default: x }",
            "definition.wrong-value: the default of `A` is not an answer to its question"
        ),
        (
            "{ variable: A, type: int, default: 9, max: 8 }",
            "definition.wrong-value: the default of `A` is not an answer to its question"
        ),
        (
            "{ variable: A, type: boolean, default: ja }",
            "definition.wrong-value: the default of `A` is not an answer to its question"
        ),
        (
            "{ variable: A, type: hostname, default: a b }",
            "definition.wrong-value: the default of `A` is not an answer to its question"
        ),
        (
            "{ variable: A, type: path, default: x }",
            "definition.wrong-value: the default of `A` is not an answer to its question"
        ),
        (
            "{ variable: A, type: enum, options: [x], default: y }",
            "definition.wrong-value: the default of `A` is not an answer to its question"
        ),
        (
            "{ variable: A, default: abc, max: 2 }",
            "definition.wrong-value: the default of `A` is not an answer to its question"
        ),
        (
            "{ variable: A, default: abc, pattern: \"[0-9]+\" }",
            "definition.wrong-value: the default of `A` is not an answer to its question"
        ),
        (
            "{ variable: A, generate: 24 }",
            "definition.wrong-value: `questions[0].generate`: an answer of type string cannot be generated"
        ),
        (
            "{ variable: A, type: password, generate: 4 }",
            "definition.wrong-value: `questions[0].generate` is not valid"
        ),
        (
            "{ variable: A, type: password, generate: 24, min: 30 }",
            "definition.wrong-value: `A`: the password that is generated is not an answer to its question"
        ),
        (
            "{ variable: A, type: password, generate: 24, pattern: \"[0-9]+\" }",
            "definition.wrong-value: `A`: the password that is generated is not an answer to its question"
        ),
        (
            "{ variable: A, type: int, default: +5 }",
            "definition.wrong-value: the default of `A` is not an answer to its question"
        ),
        (
            "{ variable: A, type: int, default: 5, pattern: \"[0-9]{2}\" }",
            "definition.wrong-value: the default of `A` is not an answer to its question"
        ),
        ("{ variable: A, type: port, max: 70000 }", "definition.wrong-value: `A`: `max` is no port"),
        (
            "{ variable: A, type: boolean, pattern: x }",
            "definition.wrong-value: `A` has a pattern but is of type boolean"
        ),
        ("{ variable: A, when: yes }", "definition.wrong-type: `questions[0].when` is of the wrong type"),
        (
            "{ variable: A, when: { B: x } }",
            "definition.unknown-variable: `A` is asked for when `B` has a value, but no question before it asks for that"
        ),
    ]

    @Test(arguments: cases) func isRefused(_ question: String, _ refusal: String) throws {
        let errors = try SampleDefinition(["valise.yaml": SampleDefinition.sheet + "questions:\n  - \(question)\n"])
            .errors()
        #expect(errors.map { "\($0.code): \($0.message)" } == [refusal])
        #expect(errors.allSatisfy { $0.position?.line == 4 })
    }

    /// An answer that a profile brings is held to the question like a person's.
    @Test(arguments: [
        ("port", "A: abc", "definition.wrong-value: profile `demo` answers `A` with what is no answer to its question"),
        (
            "password", "A: hunter2",
            "definition.secret-in-clear: profile `demo` answers the password `A`, which would be the same at every customer"
        ),
    ])
    func profileAnswers(_ type: String, _ answer: String, _ refusal: String) throws {
        let sheet = SampleDefinition.sheet + "profiles: [demo]\nquestions: [{ variable: A, type: \(type) }]\n"
        let errors = try SampleDefinition([
            "valise.yaml": sheet, "profiles/demo.yaml": "answers: { \(answer) }\n",
        ]).errors()
        #expect(errors.map { "\($0.code): \($0.message)" } == [refusal])
        #expect(errors.first?.position?.line == 3)
        #expect(!"\(errors)".contains("hunter2"))
    }

    /// An answer that may stay empty would leave a service without an image.
    @Test func anImageThatMayHaveNoName() throws {
        let compose = "services:\n  web: { image: \"web:${A}\" }\n"
        let optional = SampleDefinition.sheet + "questions: [{ variable: A, type: enum, options: [\"1\", \"2\"] }]\n"
        let errors = try SampleDefinition(["valise.yaml": optional, "compose.yaml": compose]).errors()
        #expect(errors.map(\.code) == ["compose.image"])
        #expect(errors.first?.consequence == "this is so where `A` is not answered, and it is not required")
        let required = optional.replacing("type: enum", with: "type: enum, required: true")
        #expect(try SampleDefinition(["valise.yaml": required, "compose.yaml": compose]).define().images.count == 2)
    }

    @Test func twiceAndNeverAsked() throws {
        let sheet =
            SampleDefinition.sheet + """
                questions:
                  - { variable: A, type: boolean }
                  - { variable: A }
                  - { variable: B, when: { A: perhaps } }
                """
        #expect(
            try SampleDefinition(["valise.yaml": sheet]).refusals() == [
                "valise.yaml:5:17 definition.duplicate: the variable `A` is asked for twice",
                "valise.yaml:6:17 definition.wrong-value: `B` would never be asked for: `A` is never `perhaps`",
            ])
    }

    /// What is opened is printed.
    @Test func aPasswordInTheAddress() throws {
        let sheet =
            SampleDefinition.sheet
            + "open: \"http://a:${PW}@b/\"\nquestions: [{ variable: PW, type: password, generate: 24 }]\n"
        #expect(
            try SampleDefinition(["valise.yaml": sheet]).refusals() == [
                "valise.yaml:3:7 definition.secret-in-clear: `open` uses the password `PW`, and is shown to everybody"
            ])
    }

    @Test func passwordDefaultIsNotPrinted() throws {
        let sheet = SampleDefinition.sheet + "questions: [{ variable: A, type: password, default: hunter2 }]"
        let errors = try SampleDefinition(["valise.yaml": sheet]).errors()
        #expect(!"\(errors)".contains("hunter2"))
    }

    @Test func allTypesAreRead() throws {
        let sheet =
            SampleDefinition.sheet + """
                questions:
                  - { variable: S, type: string, default: x, min: 1, max: 5, pattern: "[a-z]+", group: g }
                  - { variable: I, type: int, default: 3, min: 1, max: 5 }
                  - { variable: B, type: boolean, default: true }
                  - { variable: E, type: enum, options: [a, b], default: b }
                  - { variable: P, type: password, generate: 24 }
                  - { variable: M, type: multiline }
                  - { variable: H, type: hostname, default: a.example }
                  - { variable: O, type: port, default: 80, when: { B: true } }
                  - { variable: D, type: path, default: /srv, required: true, label: Where, description: there }
                """
        let questions = try SampleDefinition(["valise.yaml": sheet]).define().application.questions
        #expect(
            questions.map(\.type) == [.string, .int, .boolean, .enum, .password, .multiline, .hostname, .port, .path])
        #expect(questions[4].generation == .password(length: 24))
        #expect(questions[7].condition == .init(variable: try #require(VariableName("B")), equals: "true"))
        #expect(questions[8].label == "Where")
        #expect(questions[0].pattern == "[a-z]+")
    }
}
