import Compose
import Testing
import Vocabulary

@Suite struct ReadingTests {
    @Test func mappingsKeepOrderAndPlaces() {
        let here = SourcePosition(file: "compose.yaml", line: 1, column: 1)
        var mapping = ComposeMapping()
        for key in ["c", "a", "b"] { mapping[key] = ComposeValue(.string(key), at: here) }
        mapping["a"] = nil
        #expect(mapping.keys == ["c", "b"])
        #expect(mapping["b"]?.string == "b")
        mapping["c"] = ComposeValue(.null, at: here)
        #expect(mapping.sorted.keys == ["b", "c"])
    }

    @Test func everyValueKnowsItsPlace() throws {
        let project = try load("services:\n  web:\n    image: nginx:1\n    ports:\n      - \"80:80\"\n      - 443\n")
        let web = try #require(project.services.first)
        #expect(web.position == SourcePosition(file: "compose.yaml", line: 2, column: 3))
        #expect(web.positions["image"] == SourcePosition(file: "compose.yaml", line: 3, column: 5))
        #expect(web.ports.map(\.position.line) == [5, 6])
        #expect(project.filesRead.map(\.rawValue) == ["\(ComposeLoader.definitionDirectory)/compose.yaml"])
    }

    @Test func duplicateKeysNameBothPlaces() {
        #expect(
            refusals("services:\n  a: { image: x }\n  b: { image: x }\n  a: { image: y }\n") == [
                "compose.yaml:4:3 compose.duplicate-key: the key `a` stands twice in one mapping; "
                    + "found the first one at line 2, column 3, the second at line 4, column 3; keep one of them"
            ])
        #expect(
            refusals("services: { a: { image: x, image: y } }\n").first?.contains("compose.yaml:1:28 ") == true)
        #expect(
            refusals("services:\n  \"1\": { image: x }\n  '1': { image: y }\n").first?.contains("stands twice") == true)
    }

    @Test(arguments: [
        (
            "services:\n\tweb:\n",
            "compose.yaml:2:1 compose.tab: a tab stands where YAML wants spaces; indent with spaces"
        ),
        ("services: [\n", "compose.yaml"), ("a: b: c\n", "compose.yaml:1:5 compose.yaml: this is not YAML: "),
        (
            "services:\n  web: { image: x }\n  80: { image: x }\n",
            "compose.yaml:3:3 compose.key-type: a key must be a string"
        ),
        (
            "services:\n  web: { image: x, environment: { D: 2024-01-31 } }\n",
            "compose.timestamp: `2024-01-31` is a date to YAML"
        ),
        ("- a\n", "compose.wrong-type: a Compose file must be a mapping"),
        ("services: { a: *unknown }\n", "compose.yaml:1:16 compose.yaml: this is not YAML: found undefined alias"),
        ("a: &x [*x]\n", "found undefined alias"),
        ("services:\n  a: { <<: 3, image: x }\n", "compose.merge-key: `<<` merges mappings only"),
    ]) func whatIsNoYAMLIsRefused(text: String, message: String) {
        let refused = refusals(text)
        #expect(refused.contains { $0.contains(message) }, "\(refused)")
    }

    @Test func invalidUTF8HasAPlace() {
        struct Reader: ComposeFileReader {
            func read(_ path: AbsolutePath) throws(Problem) -> [UInt8]? {
                Array("services:\n  é: ".utf8) + [0xFF, 0xFE] + Array("\n".utf8)
            }
        }
        do {
            _ = try ComposeLoader.load(
                files: [], environment: [:], projectName: nil, profiles: [], reader: Reader())
            Issue.record("accepted")
        } catch { #expect(error.all.map(\.code) == ["compose.no-file"]) }
        do {
            let file = try #require(RelativePath("compose.yaml"))
            _ = try ComposeLoader.load(
                files: [file], environment: [:], projectName: nil, profiles: [], reader: Reader())
            Issue.record("accepted")
        } catch let error as Problems {
            #expect(error.all.map(\.code) == ["compose.encoding"])
            #expect(error.all.first?.position == SourcePosition(file: "compose.yaml", line: 2, column: 6))
        } catch { Issue.record(error) }
    }

    @Test func bombsAreRefusedAtOnce() {
        var bomb = "x-a: &a [1,1,1,1,1,1,1,1,1,1]\n"
        for (name, last) in zip("bcdefghij", "abcdefghi") {
            bomb += "x-\(name): &\(name) [" + Array(repeating: "*\(last)", count: 10).joined(separator: ",") + "]\n"
        }
        #expect(refusals(bomb, change: { $0.limits.nodes = 20_000 }).first?.contains("compose.too-many-nodes") == true)
        // The same as keys, which the parser itself compares.
        let keys = bomb + "x-k: { ? *j : 1, ? *i : 2 }\n"
        #expect(refusals(keys).first?.contains("compose.alias-key") == true)
        let deep = "a: " + String(repeating: "[", count: 500) + String(repeating: "]", count: 500)
        #expect(refusals(deep).first?.contains("compose.too-deep") == true)
        #expect(refusals("a: " + String(repeating: "[", count: 100_000)).first?.contains("compose.yaml") == true)
        let long = "services: { a: { image: \"" + String(repeating: "x", count: 1 << 20) + "\" } }"
        #expect(refusals(long).isEmpty)
        #expect(refusals(long, change: { $0.limits.fileSize = 1 << 19 }).first?.contains("compose.file-size") == true)
    }

    @Test func whatIsNoFileIsRefused() {
        #expect(
            refusals("", files: ["absent.yaml"]).first
                == "compose.missing-file: cannot read the Compose file `absent.yaml`; expected a file; found nothing at \(ComposeLoader.definitionDirectory)/absent.yaml"
        )
        #expect(
            refusals("", files: ["folder"]).first
                == "test.folder: \(ComposeLoader.definitionDirectory)/folder is a folder")
        #expect(refusals("").first == "compose.empty: there is nothing in the Compose files")
    }
}
