import Foundation
import TestKit
import Testing
import Vocabulary

@testable import Bundling

/// What a Compose file asks for and no target could give is refused while packing.
@Suite struct ComposeRefusalTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var compose: String
        var refusal: String
        var files: [String: String] = [:]
        var sheet = ""
        var testDescription: String { name }
    }

    static func web(_ text: String) -> String { "services:\n  web:\n    image: web:1\n    \(text)\n" }

    static let cases: [Case] = [
        Case(
            name: "file that is not there", compose: web("volumes: [\"./a.conf:/etc/a.conf\"]"),
            refusal:
                "compose.yaml:4:15 definition.missing-file: service `web` mounts `a.conf` at `/etc/a.conf`, but there is no such file"
        ),
        Case(
            name: "outside", compose: web("volumes: [\"../a:/a\"]"),
            refusal:
                "compose.yaml:4:15 definition.path-outside: service `web` mounts `../a`, which is outside of the definition"
        ),
        Case(
            name: "the whole", compose: web("volumes: [\".:/a\"]"),
            refusal: "compose.yaml:4:15 definition.mounts-itself: service `web` mounts the whole definition (`.`)"),
        Case(
            name: "secret file", compose: web("secrets: [key]") + "secrets:\n  key: { file: ./key.txt }\n",
            refusal:
                "compose.yaml:6:3 definition.secret-in-clear: the secret `key` is the file `./key.txt`, which would go to every customer",
            files: ["key.txt": "hunter2"]),
        Case(
            name: "external secret", compose: web("secrets: [key]") + "secrets:\n  key: { external: true }\n",
            refusal: "compose.yaml:6:3 definition.not-possible: `key` is external, and nobody at the target has it"),
        Case(
            name: "constraint", compose: web("deploy: { placement: { constraints: [\"zone == a\"] } }"),
            refusal: "compose.yaml:4:42 definition.constraint: the placement constraint of service `web` cannot be read"
        ),
        Case(
            name: "a context outside", compose: web("build: ../c"),
            refusal:
                "compose.yaml:4:12 definition.path-outside: the build context `../c` of service `web` is outside of the definition"
        ),
        Case(
            name: "variables that are not there", compose: web("env_file: [x.env]"),
            refusal: "compose.yaml:4:16 compose.missing-file: cannot read the environment file `x.env`"),
        Case(
            name: "variables outside", compose: web("env_file: [../e.env]"),
            refusal:
                "compose.yaml:4:16 definition.path-outside: cannot read `../e.env`: it is outside of the definition"),
        Case(
            name: "a drive letter", compose: web("volumes: [\"v:/v\"]") + "volumes: { v: {} }\n",
            refusal:
                "compose.yaml:4:15 definition.wrong-value: service `web` mounts something at `v:/v`, which is no absolute path"
        ),
        Case(
            name: "its own sidekick", compose: web("x-valise: { with: web }"),
            refusal: "compose.yaml:4:15 definition.wrong-value: `x-valise.with` of service `web` names itself"),
        Case(
            name: "job on scale", compose: web("x-valise: { on-scale: web }"),
            refusal: "compose.yaml:4:15 definition.not-yet: `x-valise.on-scale` of service `web` is not supported yet"),
        Case(
            name: "sidekick of nobody", compose: web("x-valise: { with: wep }"),
            refusal:
                "compose.yaml:4:15 definition.unknown-service: `x-valise.with` of service `web` names the service `wep`, which is not there"
        ),
        Case(
            name: "image by a free answer", compose: "services:\n  web:\n    image: web:${TAG}\n",
            refusal:
                "compose.yaml:3:5 definition.image-by-answer: the image of service `web` depends on the answer to `TAG`, which is of type string",
            sheet: "questions: [{ variable: TAG, default: a }]"),
        Case(
            name: "build context that is not there", compose: "services:\n  web: { build: ./web }\n",
            refusal:
                "compose.yaml:2:17 definition.missing-file: the build context `web` of service `web` is not a folder"),
        Case(
            name: "no Dockerfile", compose: "services:\n  web: { build: ./web }\n",
            refusal:
                "compose.yaml:2:17 definition.missing-file: the Dockerfile `web/Dockerfile` of service `web` is not there",
            files: ["web/a": ""]),
        Case(
            name: "build of the network", compose: "services:\n  web: { build: \"https://example.com/a.git\" }\n",
            refusal:
                "compose.yaml:2:17 definition.not-yet: cannot build the image of service `web`: its context `https://example.com/a.git` would come from the network"
        ),
        Case(
            name: "unknown tag of a template", compose: web("volumes: [\"./a.conf:/etc/a.conf\"]"),
            refusal:
                "a.conf.mustache:2:4 template.unknown-tag: the template asks for `NAME`, which is neither a question nor in `.env`",
            files: ["a.conf.mustache": "x\n   {{NAME}}\n"]),
        Case(
            name: "secret in .env", compose: web("environment: { P: \"${DB_PASSWORD}\" }"),
            refusal:
                ".env:2:1 definition.secret-in-clear: `DB_PASSWORD` looks like a secret, and `.env` values go to every customer",
            files: [".env": "# x\nDB_PASSWORD=hunter2\n"]),
        Case(
            name: "line of .env", compose: web("environment: { P: x }"),
            refusal: ".env:1:3 compose.env-file: a quoted value does not end", files: [".env": "A='what\n"]),
    ]

    @Test(arguments: cases) func isRefused(_ given: Case) throws {
        let files = given.files.merging([
            "compose.yaml": given.compose, "valise.yaml": SampleDefinition.sheet + given.sheet,
        ]) { _, new in new }
        let found = try SampleDefinition(files).refusals()
        #expect(found == [given.refusal])
    }

    /// What the loader refuses comes through, with the place in the file.
    @Test(arguments: [
        ("services:\n  web: { imag: x }\n", 2), ("services:\n  web: { command: x }\n", 2),
        ("services:\n  web: { image: \"w:${TAG:?which}\" }\n", 2),
        ("services:\n  a: { image: a, depends_on: [b] }\n  b: { image: b, depends_on: [a] }\n", 2),
        ("services:\n  a: { image: a }\n  a: { image: b }\n", 3),
    ])
    func loaderRefuses(_ compose: String, _ line: Int) throws {
        let errors = try SampleDefinition(["compose.yaml": compose]).errors()
        let first = try #require(errors.first)
        #expect(first.position?.file == "compose.yaml")
        #expect(first.exit == .definition)
        #expect(!errors.isEmpty)
    }

    @Test func linkIsRefused() throws {
        let sample = try SampleDefinition(["compose.yaml": Self.web("volumes: [\"./conf:/etc/conf\"]"), "other/a": "x"])
        try FileManager.default.createSymbolicLink(
            atPath: sample.folder.path.appending("conf").rawValue, withDestinationPath: "other")
        #expect(try sample.refusals() == ["compose.yaml:4:15 definition.link: `conf` is a symbolic link"])
    }

    @Test func linkInsideIsRefused() throws {
        let sample = try SampleDefinition(["compose.yaml": Self.web("volumes: [\"./conf:/etc/conf\"]"), "conf/a": "x"])
        try FileManager.default.createSymbolicLink(
            atPath: sample.folder.path.appending("conf/b").rawValue, withDestinationPath: "/etc/passwd")
        #expect(try sample.refusals() == ["compose.yaml:4:15 definition.link: `conf/b` is a symbolic link"])
    }

    @Test func secretsAreNotPrinted() throws {
        let sample = try SampleDefinition([
            "compose.yaml": Self.web("environment: { P: \"${DB_PASSWORD}\" }"), ".env": "DB_PASSWORD=hunter2",
        ])
        #expect(!"\(try sample.errors())".contains("hunter2"))
    }
}
