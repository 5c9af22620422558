import Testing
import Vocabulary

@testable import CommandLineTool

struct ProblemTextTests {
    private let text = ProblemText(style: Style(isColoured: false))

    @Test func aProblemHasTheFormOfTheDesign() {
        let problem = Problem(
            "load.disk", .step,
            "cannot load image `web:1` on host `edge-2`: the engine answered \"no space left on device\"",
            expected: "1.2 GiB", found: "0.4 GiB", consequence: "nothing was started",
            hint: "free space, then run `valise resume visio`")
        #expect(
            text.of(problem) == """
                error: cannot load image `web:1` on host `edge-2`: the engine answered "no space left on device"
                  expected 1.2 GiB, found 0.4 GiB; nothing was started

                hint: free space, then run `valise resume visio`

                """)
    }

    @Test func placesStandBeforeTheMessageAndCountsAtTheEnd() {
        let place = SourcePosition(file: "compose.yaml", line: 3, column: 5)
        let problems = [
            Problem("definition.unknown-key", .definition, at: place, "unknown key `imgae`", hint: "`image`?"),
            Problem("definition.tag", .definition, severity: .warning, "`nginx` has no tag"),
        ]
        #expect(
            text.of(problems) == """
                error: compose.yaml:3:5: unknown key `imgae`

                hint: `image`?

                warning: `nginx` has no tag

                1 error, 1 warning

                """)
    }

    @Test func longDetailsAndControlCharacters() {
        let long = String(repeating: "x", count: 100)
        let problem = Problem(
            "a.b", .bundle, "name \u{1B}[2J", expected: long, found: long, consequence: "nothing was changed")
        #expect(
            text.of(problem) == """
                error: name \\u{1b}[2J
                  expected \(long)
                  found \(long)
                  nothing was changed

                """)
    }

    @Test func whatIsNotAProblemIsADefect() {
        struct Odd: Error {}
        #expect(FailureReport(Odd()).exit == .defect)
        #expect(FailureReport(CancellationError()).exit == .interrupted)
        let late = FailureReport(Problem("engine.unreachable", .prerequisite, "cannot reach it"), .interrupted)
        #expect(late.exit == .interrupted)
        #expect(late.problems.first?.found == "cannot reach it")
    }
}
