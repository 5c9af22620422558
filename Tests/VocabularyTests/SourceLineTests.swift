import Testing
import Vocabulary

@Suite struct SourceLineTests {
    private func shown(_ text: String, _ line: Int, _ column: Int) -> SourceLine? {
        SourceText(Array(text.utf8)).line(at: SourcePosition(file: "a", line: line, column: column))
    }

    @Test func isTheLineOfThePlace() {
        let line = shown("a: 1\r\n  b: 2\r\nc", 2, 3)
        #expect(line?.text == "  b: 2")
        #expect(line?.caret == 2)
        #expect(line?.number == 2)
        #expect(shown("a\nb", 2, 1)?.text == "b")
        #expect(shown("a\n\n", 2, 1) == nil)
        #expect(shown("a", 7, 1) == nil)
        #expect(shown("a", 1, 99)?.caret == 1)
    }

    @Test func longLinesAreCutAroundThePlace() {
        let text = String(repeating: "x", count: 300) + "HERE" + String(repeating: "y", count: 5_000_000)
        let line = shown(text, 1, 301)
        #expect(line?.text.unicodeScalars.count == SourceLine.width + 2)
        #expect(line?.text.hasPrefix("…xxx") ?? false)
        #expect(line.map { String($0.text.dropFirst($0.caret).prefix(4)) } == "HERE")
        #expect(shown(text, 1, 3_000_000)?.text.hasPrefix("…yyy") ?? false)
    }

    @Test(arguments: [
        ("DB_PASSWORD: hunter2", "DB_PASSWORD: ***"), ("- API_TOKEN=abc", "- API_TOKEN=***"),
        ("environment: { A: 1, PASSWORD: geheim, Y: [a] }", "environment: { A: 1, PASSWORD: ***"),
        ("\"secret\" : 'x'", "\"secret\" : ***"), ("PASSWORD: ${DB_PASSWORD}", "PASSWORD: ${DB_PASSWORD}"),
        ("PASSWORD: ${DB_PASSWORD:-geheim}", "PASSWORD: ***"),
        ("PASSWORD_FILE: /run/secrets/x", "PASSWORD_FILE: /run/secrets/x"),
        ("url: postgres://app:geheim@db/x", "url: postgres://app:***@db/x"), ("image: nginx", "image: nginx"),
        ("secrets: [a]", "secrets: [a]"),
    ])
    func secretsAreNotShown(line: String, expected: String) {
        #expect(shown(line, 1, 1)?.text == expected)
    }

    /// A value on a line of its own is its key's all the same.
    @Test func secretsOnTheNextLine() {
        #expect(shown("PASSWORD:\n  hunter2\n", 2, 3) == nil)
        #expect(shown("PRIVATE_KEY: |-\n  abc\n", 2, 3) == nil)
        #expect(shown("name:\n  abc\n", 2, 3)?.text == "  abc")
    }
}
