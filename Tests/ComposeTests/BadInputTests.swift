import Compose
import Testing
import Vocabulary

/// Input that no person writes, or that an editor has spoilt: refused with a clear message, or read, and never slow.
@Suite struct BadInputTests {
    private static let good = "services:\n  web:\n    image: nginx:1.25\n    command: |\n      a\n      b\n"

    private func answer(_ bytes: [UInt8]) -> (project: ComposeProject?, problems: [Problem]) {
        let request = ComposeRequest(
            files: [ComposeLoader.definitionDirectory.appending("compose.yaml")],
            projectDirectory: ComposeLoader.definitionDirectory, environment: [:], profiles: [])
        do { return (try ComposeLoader.load(request, reader: FuzzTests.BytesReader(bytes: bytes)), []) } catch {
            return (nil, error.all)
        }
    }

    @Test(arguments: [
        (
            "services:\n  web:\n    image: ng\u{0}inx\n",
            "compose.yaml:3:14: this is not YAML: control characters are not allowed"
        ),
        (good + "\u{0}\u{0}", "compose.yaml:7:1: this is not YAML: control characters are not allowed"),
        ("services:\r\n  web:\r\n    imagee: nginx\r\n", "compose.yaml:3:5: `services.web` has no attribute `imagee`"),
        ("# nothing\n", "there is nothing in the Compose files"),
    ]) func isRefused(text: String, message: String) {
        let problems = answer(Array(text.utf8)).problems
        #expect(problems.first.map { ($0.position.map { "\($0): " } ?? "") + $0.message } == message)
        #expect(problems.first?.source?.text.contains("\r") != true)
    }

    @Test func otherEncodingsAndLineEnds() {
        func utf16(_ text: String, little: Bool) -> [UInt8] {
            text.utf16.reduce(into: little ? [0xFF, 0xFE] : [0xFE, 0xFF]) { bytes, unit in
                let pair = [UInt8(truncatingIfNeeded: unit), UInt8(unit >> 8)]
                bytes += little ? pair : pair.reversed()
            }
        }
        let forms: [[UInt8]] = [
            [0xEF, 0xBB, 0xBF] + Array(Self.good.utf8), Array(Self.good.replacing("\n", with: "\r\n").utf8),
            Array(Self.good.replacing("\n", with: "\r").utf8),
            utf16(Self.good, little: true), utf16(Self.good, little: false),
        ]
        for bytes in forms {
            let answer = answer(bytes)
            #expect(answer.problems == [])
            #expect(answer.project?.services.first?.imageText == "nginx:1.25")
        }
        let wrong = answer(utf16("a: b: c\n", little: true)).problems
        #expect(wrong.first?.source?.text == "a: b: c")
        #expect(answer([0xFF, 0xFE, 0x61]).problems.map(\.code) == ["compose.encoding"])
    }

    /// Ten megabytes in one line: in a value, in a key, in what is no port.
    @Test(.timeLimit(.minutes(5))) func longLines() {
        let long = String(repeating: "x", count: 10_000_000)
        #expect(answer(Array("services: { web: { image: nginx, labels: { a: \"\(long)\" } } }".utf8)).problems == [])
        let key = answer(Array("services:\n  \(long): 1\n".utf8)).problems
        #expect(key.map(\.code) == ["compose.yaml"])
        let port = answer(Array("services:\n  web:\n    image: nginx\n    ports: ['80:\(long)']\n".utf8)).problems
        #expect(port.map(\.code) == ["compose.port"])
        #expect(port.first.map { $0.message.count < 1_000 && ($0.source?.text.count ?? 0) < 1_000 } == true)
    }

    /// The time for one variable does not grow with the length of its line.
    @Test(.timeLimit(.minutes(3))) func manyVariablesInOneLine() {
        let text =
            "services:\n  web:\n    image: nginx\n    environment: ['A=\(String(repeating: "${A:-x}", count: 20_000))']\n"
        let answer = answer(Array(text.utf8))
        #expect(answer.project?.services.first?.environment.map(\.value) == [String(repeating: "x", count: 20_000)])
    }
}
