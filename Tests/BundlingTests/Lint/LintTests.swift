import Foundation
import TestKit
import Testing
import Vocabulary

@testable import Bundling

@Suite struct LintTests {
    static func lines(_ files: [String: String], _ severity: Problem.Severity = .warning) throws -> [String] {
        lint(try SampleDefinition(files).define()).filter { $0.severity >= severity }.map { "\($0.code)" }
    }

    static let cases: [(String, [String])] = [
        ("image: web", ["lint.floating-tag"]), ("image: web:latest", ["lint.floating-tag"]), ("image: web:1", []),
        ("image: web:1\n    environment: { DB_PASSWORD: hunter2 }", ["lint.clear-password"]),
        ("image: web:1\n    environment: { DB: \"pg://u:hunter2@db/x\" }", ["lint.clear-password"]),
        ("image: web:1\n    environment: { DB_PASSWORD: \"${PW}\" }", []),
        ("image: web:1\n    ports: [\"8000-8010:80\"]", ["lint.port-range"]),
        ("image: web:1\n    privileged: true", ["lint.privileged"]),
        ("image: web:1\n    cap_add: [SYS_ADMIN]", ["lint.capability"]),
        ("image: web:1\n    network_mode: host", ["lint.host-network"]),
        ("image: web:1\n    pid: host", ["lint.host-namespace"]),
        ("image: web:1\n    volumes: [\"/var/run/docker.sock:/var/run/docker.sock\"]", ["lint.engine-socket"]),
    ]

    @Test(arguments: cases) func warns(_ service: String, _ codes: [String]) throws {
        let sheet =
            SampleDefinition.sheet
            + (service.contains("PW") ? "questions: [{ variable: PW, type: password, generate: 24 }]\n" : "")
        #expect(
            try Self.lines(["compose.yaml": "services:\n  web:\n    \(service)\n", "valise.yaml": sheet]) == codes)
    }

    @Test func unusedQuestion() throws {
        let sheet =
            SampleDefinition.sheet
            + "questions:\n  - { variable: PORTT }\n  - { variable: A, default: x }\nopen: http://${A}/\n"
        let found = lint(try SampleDefinition(["valise.yaml": sheet]).define())
        #expect(
            found.map(\.line) == [
                "valise.yaml:4:17 lint.unused-question: `PORTT` is asked for, and nothing uses the answer"
            ])
    }

    /// What is the content of a config or a secret is used, and travels.
    @Test func variablesOfSecretsAndConfigs() throws {
        let compose =
            "services:\n  web:\n    image: web:1\n    secrets: [one]\n    configs: [two]\n"
            + "secrets: { one: { environment: TOKEN } }\nconfigs: { two: { environment: MOTTO } }\n"
        let sheet = SampleDefinition.sheet + "questions:\n  - { variable: TOKEN, type: password, generate: 24 }\n"
        let sample = try SampleDefinition(["compose.yaml": compose, "valise.yaml": sheet, ".env": "MOTTO=x\nREST=y\n"])
        let definition = try sample.define()
        #expect(lint(definition).filter { $0.code == "lint.unused-question" }.isEmpty)
        #expect(definition.environment == ["MOTTO": "x"])
    }

    @Test func unusedData() throws {
        let found = lint(try SampleDefinition(["valise.yaml": SampleDefinition.sheet + "data: [./db]\n"]).define())
        #expect(
            found.map(\.line) == [
                "valise.yaml:3:8 definition.unused-data: no service mounts `db`, which is listed as data"
            ])
    }

    /// After one `docker compose up`, a live database lies there.
    @Test func liveData() throws {
        let compose = "services:\n  db:\n    image: db:1\n    volumes: [\"./db:/var/lib/db\", \"./conf:/conf:ro\"]\n"
        let sample = try SampleDefinition(["compose.yaml": compose, "db/PG_VERSION": "15", "conf/a": "x"])
        let found = lint(try sample.define())
        #expect(found.map(\.code) == ["lint.source", "lint.live-data", "lint.source"])
        let warning = try #require(found.first { $0.code == "lint.live-data" })
        #expect(warning.message.contains("`db/PG_VERSION` is a database's"))
        #expect(warning.hint == "list it under `data:` in valise.yaml")
        #expect(
            found.first?.message
                == "`./db` of service `db` is configuration that the service may write to: a copy travels"
        )
    }

    /// Nobody must answer, and nothing answers in their place.
    @Test func answersThatMayBeEmpty() throws {
        let sheet =
            SampleDefinition.sheet + """
                questions:
                  - { variable: A, type: password }
                  - { variable: B, type: port }
                  - { variable: C }
                  - { variable: D, type: port, default: 80 }
                  - { variable: E, type: password, generate: 24 }
                  - { variable: F, type: password, required: true }
                """
        let compose =
            "services:\n  web: { image: \"web:1\", environment: [\"X=${A}${B:-1}${C}${D}${E}${F}\"] }\n"
        let sample = try SampleDefinition(["valise.yaml": sheet, "compose.yaml": compose])
        let found = lint(try sample.define()).filter { $0.code == "lint.may-be-empty" }
        #expect(found.map(\.position?.line) == [4, 5])
        #expect(
            found.map(\.hint) == [
                "write `generate: 24`, or `required: true`", "write `required: true`, or a `default`",
            ])
    }

    @Test func portsThatTwoWant() throws {
        let compose = """
            services:
              a: { image: "web:1", ports: ["8080:80"] }
              b: { image: "web:1", ports: ["8080:80", "127.0.0.1:8081:80"] }
              c: { image: "web:1", ports: ["8081:80", "8080:80/udp"] }
              d: { image: "web:1", ports: ["8080:80"], profiles: [other] }
            """
        let sample = try SampleDefinition(["compose.yaml": compose])
        #expect(
            lint(try sample.define()).filter { $0.code == "definition.port-twice" }.map(\.line) == [
                "compose.yaml:3:32 definition.port-twice: service `b` publishes port 8080/tcp, as `a` does"
            ])
    }

    @Test func privateKeysTravelForEverybody() throws {
        let compose = "services:\n  web:\n    image: web:1\n    volumes: [\"./tls:/tls:ro\"]\n"
        let key = "-----BEGIN EC PRIVATE KEY-----\nabc\n-----END EC PRIVATE KEY-----\n"
        let sample = try SampleDefinition([
            "compose.yaml": compose, "tls/site.key": key, "tls/site.pem": "-----BEGIN CERTIFICATE-----\n",
        ])
        let found = lint(try sample.define()).filter { $0.severity >= .warning }
        #expect(
            found.map(\.line) == [
                "compose.yaml:4:15 lint.private-key: `tls/site.key` is a private key, which travels in the bundle in clear"
            ])
    }

    @Test func secretsAreNotPrinted() throws {
        let compose = "services:\n  web:\n    image: web:1\n    environment: { DB_PASSWORD: hunter2 }\n"
        #expect(!"\(lint(try SampleDefinition(["compose.yaml": compose]).define()))".contains("hunter2"))
    }

    /// gitformat-index(5): two entries of version 2, made by hand.
    @Test func gitIndex() {
        func entry(_ name: String) -> [UInt8] {
            var bytes = [UInt8](repeating: 0, count: 60) + [0, UInt8(name.utf8.count)] + Array(name.utf8)
            bytes += [UInt8](repeating: 0, count: 8 - bytes.count % 8)
            return bytes
        }
        let index = Array("DIRC".utf8) + [0, 0, 0, 2, 0, 0, 0, 2] + entry("a") + entry("conf/long-name.conf")
        #expect(VersionedFiles.parse(index) == ["a", "conf/long-name.conf"])
        #expect(VersionedFiles.parse(Array(index.dropLast(30))) == nil)
        #expect(VersionedFiles.parse([]) == nil)
    }
}

@Suite struct InitializeTests {
    /// What a new user gets packs, once the image is there.
    @Test func theTemplateIsSound() async throws {
        let folder = try TemporaryFolder()
        let place = folder.path.appending("My App")
        let files = try initialize(place)
        #expect(files.map(\.lastComponent) == ["valise.yaml", "compose.yaml", "index.html.mustache", ".gitignore"])
        let definition = try define(place)
        #expect(definition.application.name.rawValue == "my-app")
        #expect(definition.images.map(\.reference.familiar) == ["busybox:1.37"])
        #expect(lint(definition).allSatisfy { $0.severity == .note })
    }

    @Test func nothingIsOverwritten() throws {
        let folder = try TemporaryFolder()
        try folder.write("mine", at: "app/compose.yaml")
        let problem = #expect(throws: Problem.self) { try initialize(folder.path.appending("app")) }
        #expect(problem?.code == "init.exists")
        #expect(problem?.exit == .usage)
        #expect(try folder.names() == ["app"])
        #expect(try folder.read("app/compose.yaml") == Array("mine".utf8))
    }

    @Test func nameThatIsNone() throws {
        let folder = try TemporaryFolder()
        let problem = #expect(throws: Problem.self) { try initialize(folder.path.appending("---")) }
        #expect(problem?.code == "init.name")
    }
}
