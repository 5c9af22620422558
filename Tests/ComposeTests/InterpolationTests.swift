import Compose
import Testing
import Vocabulary

@Suite struct InterpolationTests {
    static let environment = ["SET": "value", "EMPTY": "", "N": "3"]

    /// The hostname takes any text, so it shows what became of it.
    private func replaced(_ text: String) throws -> String {
        let project = try load(
            "services: { a: { image: x, hostname: '\(text)' } }", environment: Self.environment)
        guard case .string(let result) = project.canonical["services"]?["a"]?["hostname"]?.content else { return "" }
        return result
    }

    @Test(arguments: [
        ("$SET", "value"), ("${SET}", "value"), ("a${SET}b$SET.c", "avaluebvalue.c"), ("$$SET", "$SET"),
        ("$${SET}", "${SET}"), ("$1 and $-", "$1 and $-"), ("end$", "end$"), ("${EMPTY}x", "x"),
        ("${EMPTY-d}x", "x"), ("${EMPTY:-d}", "d"), ("${NONE-d}", "d"), ("${NONE:-d}", "d"), ("${SET:-d}", "value"),
        ("${SET+a}", "a"), ("${SET:+a}", "a"), ("${EMPTY+a}", "a"), ("${EMPTY:+a}x", "x"), ("${NONE+a}x", "x"),
        ("${SET?m}", "value"), ("${SET:?m}", "value"), ("${EMPTY?m}x", "x"), ("${NONE:-${SET}}", "value"),
        ("${NONE:-${NONE2:-${SET:+deep}}}!", "deep!"), ("${NONE:-a}b}c", "ab}c"), ("${NONE:-{a}}", "{a}"),
        ("${NONE:-a:-b}", "a:-b"), ("${NONE:-}x", "x"), ("${NONE:-$$x}", "$x"), ("${NONE-}${SET}", "value"),
    ]) func operators(text: String, result: String) throws {
        #expect(try replaced(text) == result)
    }

    @Test(arguments: [
        ("${}", "has no variable's name"), ("${SET", "`${` has no `}`"), ("${1A}", "has no variable's name"),
        ("${A.B}", "has none of the operators"), ("${A:B}", "has none of the operators"),
        ("${NONE:?say why}", "the variable `NONE` in `services.a.hostname` must have a value: say why"),
        ("${EMPTY:?}", "the variable `EMPTY` in `services.a.hostname` must have a value"),
        ("${NONE?${SET} is wanted}", "must have a value: value is wanted"),
    ]) func refusals(text: String, message: String) {
        let refused = ComposeTests.refusals(
            "services:\n  a:\n    image: x\n    hostname: '\(text)'\n", environment: Self.environment)
        #expect(refused.count == 1)
        #expect(refused.first?.hasPrefix("compose.yaml:4:15 ") == true, "\(refused)")
        #expect(refused.first?.contains(message) == true, "\(refused)")
    }

    @Test func nestingHasALimit() {
        let text = String(repeating: "${A:-", count: 60) + "x" + String(repeating: "}", count: 60)
        #expect(
            ComposeTests.refusals("services: { a: { image: '\(text)' } }").first?.contains("nested too deeply") == true)
    }

    @Test func unsetVariablesWarnOrAreRefused() throws {
        let text = "services:\n  a:\n    image: x:$TAG\n"
        let project = try load("services:\n  a:\n    image: x\n    hostname: $HOST_\n")
        #expect(project.warnings.map(\.code) == ["compose.variable-unset"])
        #expect(project.warnings.first?.position == SourcePosition(file: "compose.yaml", line: 4, column: 15))
        #expect(
            ComposeTests.refusals(text, change: { $0.unset = .refuse }) == [
                "compose.yaml:3:12 compose.variable-unset: the variable `TAG` in `services.a.image` is not set; "
                    + "ask for it in `questions:`, or give it a default: `${TAG:-…}`"
            ])
    }

    @Test func valuesBecomeWhatTheirAttributeWants() throws {
        let project = try load(
            """
            services:
              a:
                image: x
                scale: "$N"
                privileged: "${FLAG:-yes}"
                cpus: "${CPUS:-0.5}"
                ports: [{ target: "80", published: "${N}" }]
            """, environment: Self.environment)
        let service = try #require(project.services.first)
        #expect(service.scale == 3)
        #expect(service.privileged)
        #expect(service.resources.cpus == 0.5)
        #expect(service.ports.first?.published == "3")
        #expect(
            ComposeTests.refusals("services:\n  a: { image: x, scale: \"${NONE:-many}\" }\n") == [
                "compose.yaml:2:25 compose.wrong-type: `services.a.scale` has the wrong type; expected a whole number; found `many`"
            ])
    }

    @Test func variablesAreListedWithTheirPlaces() throws {
        let reader = TableReader(files: [
            "compose.yaml": """
            include: [more.yaml]
            services:
              a:
                image: ${REGISTRY}/a:${TAG:-1}
                command: ["$$NOT", "${PORT:?needed}"]
                extends: { file: base.yaml, service: b }
            """, "more.yaml": "services: { c: { image: 'c:${TAG}' } }",
            "base.yaml": "services: { b: { hostname: '${X+y${NESTED}}' } }",
        ])
        let request = ComposeRequest(
            files: [ComposeLoader.definitionDirectory.appending("compose.yaml")],
            projectDirectory: ComposeLoader.definitionDirectory)
        let variables = try ComposeLoader.variables(in: request, reader: reader)
        #expect(variables.map(\.name) == ["NESTED", "PORT", "REGISTRY", "TAG", "X"])
        let tag = try #require(variables.first { $0.name == "TAG" })
        #expect(tag.uses.map(\.isInImage) == [true, true])
        #expect(tag.uses.map(\.form) == [.defaultValue("1", .isUnset), .plain])
        #expect(tag.uses.map(\.path) == ["services.a.image", "services.c.image"])
        let port = try #require(variables.first { $0.name == "PORT" })
        #expect(port.isRequired)
        #expect(port.uses.first?.path == "services.a.command[1]")
        #expect(port.uses.first?.position.line == 5)
    }

    @Test func nothingIsReplacedWhereThatIsAsked() throws {
        let project = try load(
            "services: { a: { image: 'x:${TAG:-1}', ports: ['${P}:80'], volumes: ['${V}:/x'] } }",
            change: { $0.interpolation = .leave })
        #expect(project.canonical["services"]?["a"]?["image"]?.string == "x:${TAG:-1}")
    }
}
