import Compose
import Foundation
import Testing
import Vocabulary

/// Input that nobody wrote on purpose: a load ends with a project or with problems, and never in another way.
@Suite struct FuzzTests {
    /// SplitMix64: the same sequence on every machine.
    struct Generator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    struct BytesReader: ComposeFileReader {
        var bytes: [UInt8]
        func read(_ path: AbsolutePath) throws(Problem) -> [UInt8]? {
            path.lastComponent == "compose.yaml" ? bytes : nil
        }
    }

    /// `Tests/cases/compose-fuzz`, and the projects of `Tests/cases/compose`.
    static func seeds() throws -> [[UInt8]] {
        let corpus = CaseTests.folder.deletingLastPathComponent().appending(path: "compose-fuzz")
        let own = try FileManager.default.contentsOfDirectory(atPath: corpus.path).filter { $0.hasSuffix(".yaml") }
            .sorted().map { corpus.appending(path: $0) }
        let projects = CaseTests.names().map { CaseTests.folder.appending(path: $0 + "/compose.yaml") }
        return try (own + projects).map { Array(try Data(contentsOf: $0)) }
    }

    /// So many changed files in all; each alone may take no longer than ``patience``.
    static let count = 800
    /// A hundred times of what the slowest takes on a slow machine without optimization.
    static let patience = Duration.seconds(20)

    private func load(_ bytes: [UInt8]) {
        var request = ComposeRequest(
            files: [ComposeLoader.definitionDirectory.appending("compose.yaml")],
            projectDirectory: ComposeLoader.definitionDirectory, environment: ["SET": "x"], profiles: ["*"])
        // Every `compose.yaml` that is asked for has the same bytes, so an `include` in it never ends by itself.
        request.limits.files = 10
        let start = ContinuousClock.now
        defer {
            #expect(
                ContinuousClock.now - start < Self.patience, "takes too long: \(String(decoding: bytes, as: UTF8.self))"
            )
        }
        do throws(Problems) {
            _ = try ComposeLoader.load(request, reader: BytesReader(bytes: bytes))
        } catch {
            #expect(!error.all.isEmpty)
            for problem in error.all {
                #expect(problem.exit == .definition)
                #expect(problem.position.map { $0.line >= 1 && $0.column >= 1 } ?? true)
            }
        }
    }

    @Test func seedsAsTheyAre() throws {
        let seeds = try Self.seeds()
        #expect(seeds.count >= 27)
        for seed in seeds { load(seed) }
    }

    @Test(.timeLimit(.minutes(5))) func changedBytes() throws {
        var generator = Generator(state: 1)
        let tokens = [
            "\t", "{", "}", "[", "]", "- ", ": ", "&a ", "*a", "<<: ", "!reset ", "${", "}", "\"", "'", "\u{0}", "#",
        ]
        let seeds = try Self.seeds()
        for _ in 0..<(Self.count * 3 / 4) {
            var bytes = seeds[Int.random(in: 0..<seeds.count, using: &generator)]
            for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<5, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: place)
                case 2: bytes.removeSubrange(place...)
                case 3:
                    let token = tokens[Int.random(in: 0..<tokens.count, using: &generator)]
                    bytes.insert(contentsOf: Array(token.utf8), at: place)
                default:
                    let end = min(bytes.count, place + 40)
                    bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0..<bytes.count, using: &generator))
                }
            }
            load(bytes)
        }
    }

    @Test(.timeLimit(.minutes(5))) func changedValues() throws {
        var generator = Generator(state: 2)
        let values = [
            "null", "\"\"", "0", "-1", "99999999999999999999", "1.5", "[]", "{}", "[a, a]", "{a: b}", "true",
            "\"${X:-1}\"", "[[[]]]", "~/x", "a:b:c:d",
        ]
        let seeds = try Self.seeds()
        for seed in seeds {
            let lines = String(decoding: seed, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            for _ in 0..<(Self.count / 4 / seeds.count) {
                var lines = lines
                let place = Int.random(in: 0..<lines.count, using: &generator)
                if let colon = lines[place].firstIndex(of: ":") {
                    let value = values[Int.random(in: 0..<values.count, using: &generator)]
                    lines[place] = lines[place][...colon] + " " + value
                }
                load(Array(lines.joined(separator: "\n").utf8))
            }
        }
    }

    /// What is printed can be read again, and says the same.
    @Test(arguments: ["anchors", "interpolation", "merging", "profiles", "extending", "including"])
    func whatIsPrintedReadsTheSame(name: String) throws {
        let expected = try Data(contentsOf: CaseTests.folder.appending(path: name + "/expected.json"))
        let text = String(decoding: expected, as: UTF8.self).replacing("@CASES@", with: "/cases")
        let once = try ComposeTests.load(text, profiles: ["*"]).canonical
        let again = try ComposeTests.load(ComposePrinter.json(once, dollars: .doubled), profiles: ["*"]).canonical
        #expect(ComposePrinter.json(once, dollars: .plain) == ComposePrinter.json(again, dollars: .plain))
        let want = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? NSDictionary
        let got =
            try JSONSerialization.jsonObject(with: Data(ComposePrinter.json(once, dollars: .doubled).utf8))
            as? NSDictionary
        #expect(want == got)
    }

    @Test func filesThatIncludeEachOtherTwiceEnd() {
        var files: [String: String] = [:]
        for number in 0..<40 {
            for side in "ab" {
                files["\(side)\(number).yaml"] = "include: [a\(number + 1).yaml, b\(number + 1).yaml]\n"
            }
        }
        let refused = refusals(
            "include: [a0.yaml, b0.yaml]\n", more: files, change: { $0.limits.files = 50 })
        #expect(refused.contains { $0.contains("compose.too-many-files: the project includes too many files") })
    }

    @Test func longChainsEnd() {
        var text = "services:\n"
        for number in 0..<3000 { text += "  s\(number): { image: x, depends_on: [s\((number + 1) % 3000)] }\n" }
        let refused = refusals(text)
        #expect(refused.count == 1)
        #expect(refused.first?.contains("compose.dependency-cycle") == true)
        var extended = "services:\n  s0: { image: x }\n"
        for number in 1..<300 { extended += "  s\(number): { extends: s\(number - 1) }\n" }
        #expect(
            refusals(extended.replacing("s0: { image: x }", with: "s0: { extends: s299 }")).contains {
                $0.contains("compose.extends-cycle") || $0.contains("compose.too-deep")
            })
    }
}
