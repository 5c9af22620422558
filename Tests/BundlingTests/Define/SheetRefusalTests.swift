import TestKit
import Testing
import Vocabulary

@testable import Bundling

/// Every refusal of `valise.yaml`, with its place and its words.
@Suite struct SheetRefusalTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var sheet: String
        var refusal: String
        var testDescription: String { name }
    }

    static let head = "name: app\nversion: 1.0.0\n"

    static let cases: [Case] = [
        Case(
            name: "unknown key", sheet: head + "questons: []",
            refusal: "valise.yaml:3:1 definition.unknown-key: unknown key `questons`"),
        Case(
            name: "duplicate key", sheet: head + "name: other",
            refusal: "valise.yaml:1:1 definition.duplicate-key: `name` is given twice in one mapping"),
        Case(
            name: "not YAML", sheet: "name: [",
            refusal:
                "valise.yaml:2:1 definition.yaml: cannot read `valise.yaml` as YAML: did not find expected node content"
        ),
        Case(
            name: "empty", sheet: "", refusal: "valise.yaml:1:1 definition.yaml: cannot read `valise.yaml`: it is empty"
        ),
        Case(
            name: "a list", sheet: "[a]",
            refusal: "valise.yaml:1:1 definition.wrong-type: `valise.yaml` is of the wrong type"),
        Case(
            name: "no version", sheet: "name: app",
            refusal: "valise.yaml:1:1 definition.missing-key: `version` is missing"),
        Case(
            name: "bad name", sheet: "name: App\nversion: 1.0.0",
            refusal: "valise.yaml:1:7 definition.wrong-value: `name` is not valid"),
        Case(
            name: "support in one text", sheet: head + "support: call us",
            refusal: "valise.yaml:3:10 definition.wrong-type: `support` is of the wrong type"),
        Case(
            name: "unknown key of support", sheet: head + "support: { fone: 1 }",
            refusal: "valise.yaml:3:12 definition.unknown-key: unknown key `fone` in `support`"),
        Case(
            name: "compose outside", sheet: head + "compose: [../compose.yaml]",
            refusal: "valise.yaml:3:11 definition.path-outside: the path `../compose.yaml` leads out of the definition"),
        Case(
            name: "compose not there", sheet: head + "compose: [other.yaml]",
            refusal: "valise.yaml:3:11 definition.missing-file: the Compose file `other.yaml` is not there"),
        Case(
            name: "platform", sheet: head + "platforms: [amd64]",
            refusal: "valise.yaml:3:13 definition.wrong-value: `platforms` names no platform"),
        Case(
            name: "platform twice", sheet: head + "platforms: [linux/amd64, linux/x86_64]",
            refusal: "valise.yaml:3:26 definition.duplicate: the platform `linux/amd64` is given twice"),
        Case(
            name: "platforms as a text", sheet: head + "platforms: linux/amd64",
            refusal: "valise.yaml:3:12 definition.wrong-type: `platforms` is of the wrong type"),
        Case(
            name: "upgrade range", sheet: head + "upgrade: { from: four }",
            refusal: "valise.yaml:3:18 definition.wrong-value: `upgrade.from` is not valid"),
        Case(
            name: "memory", sheet: head + "requirements: { memory: much }",
            refusal: "valise.yaml:3:25 definition.wrong-value: `requirements.memory` is not valid"),
        Case(
            name: "cpus", sheet: head + "requirements: { cpus: 0 }",
            refusal: "valise.yaml:3:23 definition.wrong-value: `requirements.cpus` is not valid"),
        Case(
            name: "engine", sheet: head + "requirements: { engine: new }",
            refusal: "valise.yaml:3:25 definition.wrong-value: `requirements.engine` is not valid"),
        Case(
            name: "open is no address", sheet: head + "open: page",
            refusal: "valise.yaml:3:7 definition.wrong-value: `open` is not an address that a browser opens"),
        Case(
            name: "open with an unknown variable", sheet: head + "open: http://localhost:${PORT}/",
            refusal:
                "valise.yaml:3:7 definition.unknown-variable: `open` uses `PORT`, which is neither a question nor in `.env`"
        ),
        Case(
            name: "profile", sheet: head + "profiles: [moon-base]",
            refusal: "valise.yaml:3:12 definition.unknown-profile: there is no profile `moon-base`"),
        Case(
            name: "include what is not there", sheet: head + "include: [../shared-by-nobody]",
            refusal:
                "valise.yaml:3:11 definition.missing-file: `include` names `../shared-by-nobody`, which is not there"
        ),
        Case(
            name: "include of an absolute path", sheet: head + "include: [/etc/ssl]",
            refusal:
                "valise.yaml:3:11 definition.wrong-value: `include` cannot let in `/etc/ssl`: it is absolute, and lies elsewhere on another machine"
        ),
        Case(
            name: "include of what is above", sheet: head + "include: [../..]",
            refusal:
                "valise.yaml:3:11 definition.wrong-value: `include` cannot let in `../..`: it holds the definition itself"
        ),
        Case(
            name: "include of what is inside", sheet: head + "include: [conf]",
            refusal:
                "valise.yaml:3:11 definition.wrong-value: `include` cannot let in `conf`: it lies in the definition, and needs no word"
        ),
        Case(
            name: "image source", sheet: head + "images: { \"web:1\": tar:web.tar }",
            refusal: "valise.yaml:3:20 definition.wrong-value: cannot take the image `web:1` from `tar:web.tar`"),
        Case(
            name: "image source that is not there", sheet: head + "images: { \"web:1\": oci:build/web }",
            refusal:
                "valise.yaml:3:20 image.no-layout: cannot take the image `web:1` from `build/web`: it is not an OCI image layout"
        ),
        Case(
            name: "image of nobody", sheet: head + "images: { \"wep:1\": oci:build/web }",
            refusal: "valise.yaml:3:11 definition.unused-image: no service uses the image `wep:1`"),
        Case(
            name: "data outside", sheet: head + "data: [../data]",
            refusal: "valise.yaml:3:8 definition.path-outside: the path `../data` leads out of the definition"),
        Case(
            name: "uses", sheet: head + "uses: [Open LDAP]",
            refusal: "valise.yaml:3:8 definition.wrong-value: `uses` is not valid"),
    ]

    @Test(arguments: cases) func isRefused(_ given: Case) throws {
        let found = try SampleDefinition(["valise.yaml": given.sheet]).refusals()
        #expect(found == [given.refusal])
    }

    @Test func nearestKeyIsNamed() throws {
        let problem = try #require(try SampleDefinition(["valise.yaml": Self.head + "questons: []"]).errors().first)
        #expect(problem.hint == "did you mean `questions`?")
        #expect(problem.exit == .definition)
    }

    @Test func everythingAtOnce() throws {
        let sheet = """
            name: App
            version: 1.0.0
            titel: x
            platforms: [amd64]
            requirements: { memory: much }
            """
        let codes = try SampleDefinition(["valise.yaml": sheet]).errors().map(\.code.rawValue)
        #expect(
            codes == [
                "definition.wrong-value", "definition.unknown-key", "definition.wrong-value", "definition.wrong-value",
            ])
    }

    /// Mistakes of the Compose files beside those of `valise.yaml`, but for what may come of these.
    @Test func inBothFilesAtOnce() throws {
        let sheet = Self.head + "questions: [{ variable: TAG, typ: int }, { variable: NAME, type: text }]\n"
        let compose = "services:\n  web:\n    imgae: web:${TAG:?}\n    ports: [\"${PORT:?which}\", x]\n"
        #expect(
            try SampleDefinition(["valise.yaml": sheet, "compose.yaml": compose]).errors().map(\.line)
                .map { String($0.prefix { $0 != "`" }) } == [
                    "compose.yaml:3:5 compose.unknown-key: ", "compose.yaml:4:31 compose.port: cannot read the port ",
                    "valise.yaml:3:30 definition.unknown-key: unknown key ",
                    "valise.yaml:3:66 definition.wrong-value: ",
                ])
    }

    @Test func withoutSheet() throws {
        let folder = try SampleDefinition().folder
        #expect(throws: Problems.self) { try define(folder.path.appending("nowhere")) }
    }
}
