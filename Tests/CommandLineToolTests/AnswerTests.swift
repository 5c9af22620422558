import ArgumentParser
import Planning
import Testing
import Vocabulary

@testable import CommandLineTool

struct AnswerTests {
    @Test func anAnswersFileIsAMapping() throws {
        let given = try AnswersFile.parse("PORT: 8080\nNAME: site a\nDEBUG: yes\nNOTE:\nPIN: 007\n", file: "a.yaml")
        #expect(given.map(\.variable) == ["PORT", "NAME", "DEBUG", "NOTE", "PIN"])
        #expect(given.map { $0.value.reveal() } == ["8080", "site a", "yes", "", "007"])
        #expect(given.allSatisfy { $0.origin == .answersFile(path: "a.yaml") })
        #expect(try AnswersFile.parse("", file: "a.yaml").isEmpty)
    }

    @Test(arguments: [
        ("- a\n", "the answers in `a.yaml` are no mapping"),
        ("A: [1, 2]\nB: {c: d}\n", "the answer `A` is no single value"),
        ("A: 1\nA: 2\n", "cannot read the answers in `a.yaml`: given twice: `A`"),
        ("A: 'x\n", "cannot read the answers in `a.yaml`: found unexpected end of stream"),
    ])
    func whatIsNoMappingIsRefusedWithItsPlace(text: String, message: String) {
        do {
            _ = try AnswersFile.parse(text, file: "a.yaml")
            Issue.record("accepted")
        } catch {
            let problem = FailureReport(error).problems.first
            #expect(problem?.message == message)
            #expect(problem?.exit == .usage)
            #expect(problem?.position?.file == "a.yaml")
        }
    }

    @Test func answersOfAllKindsAreOneList() throws {
        var options = try AnswerOptions.parse(["--set", "A=1=2", "--set", "B="])
        let session = Session(try SessionOptions.parse([]), format: .text, environment: Environment(variables: [:]))
        #expect(try options.given(in: session).map { $0.value.reveal() } == ["1=2", ""])
        options.set = ["secret"]
        #expect(throws: Problem.self) { try options.given(in: session) }
    }
}
