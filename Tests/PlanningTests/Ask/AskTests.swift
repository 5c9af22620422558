import Planning
import Testing
import Vocabulary

@Suite struct AskTests {
    static let questions = [
        Question(variable: .named("GREETING"), label: "Greeting", type: .string, defaultValue: "Hello", maximum: 10),
        Question(variable: .named("HTTP_PORT"), label: "Port", type: .port, required: true, defaultValue: "8080"),
        Question(
            variable: .named("DB_PASSWORD"), label: "Password", type: .password, required: true,
            generation: .password(length: 24)),
        Question(variable: .named("SITE"), label: "Site", type: .hostname, required: true),
    ]
    static func given(_ pairs: [String: String], _ origin: AnswerOrigin = .commandLine) -> [GivenAnswer] {
        pairs.sorted { $0.key < $1.key }.map { GivenAnswer(variable: $0.key, value: $0.value, origin: origin) }
    }

    @Test func everySourceInItsOrder() throws {
        let variable: VariableName = .named("V")
        let question = Question(variable: variable, label: "V", type: .string, defaultValue: "default")
        var sources = AnswerSources()
        func value() throws -> String? { try ask([question], from: sources).values[variable]?.reveal() }
        #expect(try value() == "default")
        sources.profile = Sample.profile(answers: [variable: "profile"])
        #expect(try value() == "profile")
        sources.previous = Answers([variable: .plain("previous")])
        #expect(try value() == "previous")
        sources.given = [GivenAnswer(variable: "V", value: "typed", origin: .prompt)]
        #expect(try value() == "typed")
        sources.given.append(GivenAnswer(variable: "V", value: "answers", origin: .answersFile(path: "a.yaml")))
        #expect(try value() == "answers")
        sources.given.append(GivenAnswer(variable: "V", value: "file", origin: .file(path: "f")))
        #expect(try value() == "file")
        sources.given.append(GivenAnswer(variable: "V", value: "set", origin: .commandLine))
        sources.given.append(GivenAnswer(variable: "V", value: "set later", origin: .commandLine))
        #expect(try value() == "set later")
    }

    /// What is no free text and has a default is not emptied by an answer of nothing.
    @Test func anEmptyPortIsNone() throws {
        var question = Question(variable: .named("P"), label: "Port", type: .port, defaultValue: "80")
        let found = problems { _ = try ask([question], from: AnswerSources(given: Self.given(["P": ""]))) }
        #expect(found.map(\.message) == ["the answer for `P` (Port), given by `--set`, is empty"])
        #expect(found.first?.hint == "leave it out for the default, or use `--set P=VALUE`")
        question.defaultValue = nil
        #expect(
            try ask([question], from: AnswerSources(given: Self.given(["P": ""]))).values[.named("P")]?.reveal() == "")
    }

    @Test func passwordsAreMadeOnceAndKept() throws {
        var generator = CountingGenerator()
        let sources = AnswerSources(given: Self.given(["SITE": "a.example"]))
        let first = try ask(Self.questions, from: sources, using: &generator)
        let password = try #require(first.values[.named("DB_PASSWORD")])
        #expect(password.reveal().count == 24)
        #expect(password.reveal().allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) })
        #expect("\(password)".contains("***"))
        var next = sources
        next.previous = first
        #expect(try ask(Self.questions, from: next, using: &generator).values[.named("DB_PASSWORD")] == password)
    }

    @Test func everythingWrongAtOnce() {
        let sources = AnswerSources(
            given: Self.given([
                "GREETNG": "x", "GREETING": "far too long a text", "HTTP_PORT": "70000", "DB_PASSWORD": "p",
            ]))
        let found = problems { _ = try ask(Self.questions, from: sources) }
        #expect(
            found.map(\.code.rawValue).sorted() == [
                "answers.invalid", "answers.invalid", "answers.missing", "answers.password-on-command-line",
                "answers.unknown-variable",
            ])
        let unknown = found.first { $0.code == "answers.unknown-variable" }
        #expect(unknown?.message == "cannot take the answer `GREETNG`, given by `--set`: no question asks for it")
        #expect(unknown?.hint == "did you mean `GREETING`?")
        #expect(unknown?.exit == .usage)
        let missing = found.first { $0.code == "answers.missing" }
        #expect(missing?.message == "no answer for `SITE` (Site)")
        #expect(missing?.hint == "use `--set SITE=VALUE`")
        #expect(missing?.exit == .prerequisite)
        let port = found.first { $0.found == "70000" }
        #expect(port?.message == "the answer for `HTTP_PORT` (Port), given by `--set`, is above 65535")
        let password = found.first { $0.code == "answers.password-on-command-line" }
        #expect(password?.hint == "put it in a file and use `--set-file DB_PASSWORD=PATH`")
        #expect(!found.contains { "\($0)".contains("70000 p") })
    }

    @Test(arguments: [
        (QuestionType.string, "one line", "one line"), (.string, "a line\n", "a line"), (.int, "-7", "-7"),
        (.int, "007", "7"), (.boolean, "Yes", "true"), (.boolean, "off", "false"), (.enum, "b", "b"),
        (.hostname, "visio.localhost", "visio.localhost"), (.hostname, "10.0.0.1", "10.0.0.1"), (.port, "1", "1"),
        (.path, "/srv/data", "/srv/data"), (.service, "web", "web"), (.multiline, "a\nb\n", "a\nb\n"),
        (.password, "p w\n", "p w"),
    ])
    func taken(type: QuestionType, text: String, value: String) throws {
        let question = Question(variable: .named("V"), label: "V", type: type, options: ["a", "b"])
        #expect(try accept(text, for: question, services: [.named("web")]).reveal() == value)
    }

    @Test(arguments: [
        (QuestionType.string, "a\nb", "has more than one line"), (.int, "1.5", "is not a whole number"),
        (.int, "99999999999999999999", "is not a whole number"), (.boolean, "maybe", "is neither true nor false"),
        (.enum, "c", "is none of its options; did you mean `a`?"), (.hostname, "a b", "is not a host name"),
        (.port, "0", "is below 1"), (.port, "65536", "is above 65535"), (.path, "srv", "is not an absolute path"),
        (.service, "wbe", "names no service of the bundle; did you mean `web`?"), (.string, "a\u{0}", "holds a NUL"),
    ])
    func refused(type: QuestionType, text: String, reason: String) {
        let question = Question(variable: .named("V"), label: "L", type: type, options: ["a"])
        let found = problems { _ = try accept(text, for: question, services: [.named("web")]) }
        #expect(found.first?.message == "the answer for `V` (L), typed, \(reason)")
        #expect(found.first?.code == "answers.invalid")
    }

    @Test func boundsAndPatterns() {
        func reason(_ text: String, _ question: Question) -> String? {
            problems { _ = try accept(text, for: question) }.first?.message
        }
        let number = Question(variable: .named("V"), label: "L", type: .int, minimum: 2, maximum: 4)
        #expect(reason("1", number)?.hasSuffix("is below 2") == true)
        #expect(reason("5", number)?.hasSuffix("is above 4") == true)
        #expect(reason("3", number) == nil)
        let secret = Question(variable: .named("V"), label: "L", type: .password, minimum: 8)
        let found = problems { _ = try accept("kurz", for: secret) }.first
        #expect(found?.message == "the answer for `V` (L), typed, is shorter than 8 characters")
        #expect(found.map { "\($0)".contains("kurz") } == false)
        let pattern = Question(variable: .named("V"), label: "L", type: .string, pattern: "[a-z]{2,3}")
        #expect(reason("abc", pattern) == nil)
        #expect(reason("abcd", pattern)?.hasSuffix("does not match the pattern `[a-z]{2,3}`") == true)
        let broken = Question(variable: .named("V"), label: "L", type: .string, pattern: "[")
        #expect(reason("a", broken)?.contains("is no regular expression") == true)
    }

    @Test func certificatesAreNotThereYet() {
        let question = Question(
            variable: .named("CERT"), label: "Certificate", type: .certificate, generation: .selfSignedCertificate)
        let found = problems { _ = try ask([question], from: AnswerSources()) }
        #expect(found.first?.code == "answers.type-not-supported")
        #expect(found.first?.exit == .definition)
    }

    @Test func conditions() throws {
        let questions = [
            Question(variable: .named("TLS"), label: "TLS", type: .boolean, defaultValue: "no"),
            Question(
                variable: .named("NAME"), label: "Name", type: .string, required: true,
                condition: .init(variable: .named("TLS"), equals: "true")),
            Question(
                variable: .named("KEY"), label: "Key", type: .string, required: true,
                condition: .init(variable: .named("NAME"), equals: "own")),
        ]
        let off = try ask(questions, from: AnswerSources())
        #expect(off.values[.named("NAME")] == .plain(""))
        #expect(off.values[.named("TLS")] == .plain("false"))
        let on = AnswerSources(given: Self.given(["TLS": "yes"]))
        #expect(problems { _ = try ask(questions, from: on) }.map(\.message) == ["no answer for `NAME` (Name)"])
        let own = AnswerSources(given: Self.given(["TLS": "yes", "NAME": "own"]))
        #expect(problems { _ = try ask(questions, from: own) }.map(\.message) == ["no answer for `KEY` (Key)"])
    }

    @Test func aCircleOfConditionsEnds() {
        let questions = [
            Question(
                variable: .named("A"), label: "A", type: .string,
                condition: .init(variable: .named("B"), equals: "x")),
            Question(
                variable: .named("B"), label: "B", type: .string,
                condition: .init(variable: .named("A"), equals: "x")),
        ]
        #expect(problems { _ = try ask(questions, from: AnswerSources()) }.isEmpty)
    }

    @Test func aPersonIsAskedWhatIsOpen() throws {
        var sources = AnswerSources(given: Self.given(["GREETING": "Hi"]))
        let first = try #require(nextPrompt(Self.questions, from: sources))
        #expect(first.question.variable == .named("HTTP_PORT"))
        #expect(first.suggestion == "8080")
        #expect((first.number, first.total) == (1, 2))
        sources.given.append(GivenAnswer(variable: "HTTP_PORT", value: "80", origin: .prompt))
        let second = try #require(nextPrompt(Self.questions, from: sources))
        #expect(second.question.variable == .named("SITE"))
        #expect((second.number, second.total) == (2, 2))
        sources.given.append(GivenAnswer(variable: "SITE", value: "a", origin: .prompt))
        #expect(nextPrompt(Self.questions, from: sources) == nil)
        #expect(try ask(Self.questions, from: sources).values[.named("HTTP_PORT")] == .plain("80"))
    }
}
