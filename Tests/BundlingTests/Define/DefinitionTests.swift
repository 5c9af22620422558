import Foundation
import TestKit
import Testing
import Vocabulary

@testable import Bundling

/// What comes out of a sound definition.
@Suite struct DefinitionTests {
    static let sheet = """
        name: visio
        version: 4.5.8
        title: Visio
        description: Calls
        support: { name: We, phone: "1", mail: we@example.com }
        platforms: [linux/arm64, linux/amd64]
        upgrade: { from: ">=4.4.0 <5" }
        questions:
          - { variable: HOST, type: hostname, default: visio.localhost }
          - { variable: DB_PASSWORD, type: password, generate: 24 }
          - { variable: FLAVOUR, type: enum, options: [small, large], default: small }
        requirements: { memory: 4GiB, disk: 10GiB, cpus: 2, engine: ">=20.10" }
        open: "https://${HOST}/"
        data: [./bdd/data]
        uses: [openldap]
        """
    static let compose = """
        services:
          db:
            image: postgres:15
            environment: { POSTGRES_PASSWORD: "${DB_PASSWORD}" }
            volumes:
              - ./bdd/data:/var/lib/postgresql/data
              - ./import:/import
              - ./conf:/etc/conf:ro
              - /srv/shared:/shared
          web:
            image: "registry.example.com/web-${FLAVOUR}:${TAG}"
            env_file: [web.env]
            volumes: ["./site.conf:/etc/site.conf:ro"]
          tool:
            image: tool:1
            profiles: [debug]
        """

    static func sample() throws -> SampleDefinition {
        try SampleDefinition([
            "valise.yaml": sheet, "compose.yaml": compose, "web.env": "A=b\n", ".env": "TAG=2.0\nUNUSED=x\nHOST=dev\n",
            "site.conf.mustache": "name {{HOST}} tag {{TAG}}\n", "conf/a.conf": "x", "conf/deep/b.conf": "y",
            "bdd/data/PG_VERSION": "15",
            // For `docker compose up` on a developer's machine; the template counts.
            "site.conf": "name localhost\n",
        ])
    }

    @Test func describesTheApplication() throws {
        let application = try Self.sample().define().application
        #expect(application.title == "Visio")
        #expect(application.version.rawValue == "4.5.8")
        #expect(application.support == .init(name: "We", phone: "1", mail: "we@example.com"))
        #expect(
            application.requirements
                == .init(memory: ByteCount(4 << 30), disk: ByteCount(10 << 30), cpus: 2, engine: ">=20.10"))
        #expect(application.upgradeFrom == ">=4.4.0 <5")
        #expect(application.open == "https://${HOST}/")
        #expect(application.uses.map(\.rawValue) == ["openldap"])
    }

    /// What no reader would take is refused before it is packed.
    @Test func aFileOfMoreThanAReaderTakes() throws {
        let sample = try SampleDefinition([
            "compose.yaml": "services:\n  web:\n    image: web:1\n    volumes: [\"./big:/big:ro\"]\n", "big": "x",
        ])
        let path = sample.folder.path.appending("big").rawValue
        #expect(truncate(path, Int(BundledFile.maximumSize)) == 0)
        #expect(try sample.refusals() == [])
        #expect(truncate(path, Int(BundledFile.maximumSize) + 1) == 0)
        let refusal = try #require(try sample.errors().first)
        #expect(
            refusal.line
                == "compose.yaml:4:15 definition.file-too-large: the file `big` is too large to travel as configuration"
        )
        #expect(refusal.expected == "at most 64.0 MiB")
    }

    /// Every option of an enum that an image depends on is packed, and the images of all Compose profiles.
    @Test func findsAllImages() throws {
        let definition = try Self.sample().define()
        #expect(
            definition.images.map(\.reference.description) == [
                "docker.io/library/postgres:15", "docker.io/library/tool:1", "registry.example.com/web-large:2.0",
                "registry.example.com/web-small:2.0",
            ])
        #expect(definition.images[2].services.map(\.rawValue) == ["web"])
        #expect(definition.platforms.map(\.description) == ["linux/amd64", "linux/arm64"])
    }

    @Test func classifiesBindSources() throws {
        let kinds = try Self.sample().define().sources.map(\.kind)
        let path = { (text: String) throws in try #require(RelativePath(text)) }
        #expect(
            kinds == [
                .data(try path("bdd/data")), .data(try path("import")), .configuration(try path("conf")),
                .host(try #require(AbsolutePath("/srv/shared"))), .configuration(try path("site.conf")),
            ])
    }

    /// Data never travel, even where they lie in the definition; templates travel under their own name.
    @Test func gathersFiles() throws {
        let definition = try Self.sample().define()
        #expect(
            definition.files.map(\.path.rawValue) == [
                "compose.yaml", "conf", "conf/a.conf", "conf/deep", "conf/deep/b.conf", "site.conf.mustache",
                "valise.yaml",
                "web.env",
            ])
        #expect(definition.files.first { $0.path.rawValue == "conf" }?.mode == 0o755)
        #expect(definition.files.first { $0.path.rawValue == "conf/a.conf" }?.mode == 0o644)
    }

    /// Only what is used, and no questions: the developer's answers stay at home.
    @Test func carriesEnvironment() throws {
        #expect(try Self.sample().define().environment == ["TAG": "2.0"])
    }

    /// A question that may stay open is tried with no answer, too.
    @Test func optionalAnswers() throws {
        let compose = "services:\n  web:\n    image: web:1\n    ports: [\"${PORT:?which}:80\"]\n"
        let question = "questions: [{ variable: PORT, type: port }]\n"
        let sample = try SampleDefinition(["compose.yaml": compose, "valise.yaml": SampleDefinition.sheet + question])
        let problem = try #require(try sample.errors().first)
        #expect(problem.consequence == "this is so where `PORT` is not answered, and it is not required")
        let required = question.replacing("port }", with: "port, required: true }")
        try sample.folder.write(SampleDefinition.sheet + required, at: "valise.yaml")
        #expect(try sample.errors().isEmpty)
    }

    /// A value that nobody wrote says where it comes from.
    @Test func samplesAreExplained() throws {
        let compose = "services:\n  web:\n    image: web:1\n    ports: [\"${PORT}:80\"]\n"
        let sheet = SampleDefinition.sheet + "questions: [{ variable: PORT, required: true }]\n"
        let sample = try SampleDefinition(["compose.yaml": compose, "valise.yaml": sheet])
        let problem = try #require(try sample.errors().first)
        #expect(problem.consequence == "`PORT` has no default, so `sample` stood in for its answer")
    }

    @Test func seccompProfilesTravel() throws {
        let compose = "services:\n  web:\n    image: web:1\n    security_opt: [\"seccomp:./sec.json\"]\n"
        let files = try SampleDefinition(["compose.yaml": compose, "sec.json": "{}"]).define().files
        #expect(files.contains { $0.path.rawValue == "sec.json" })
    }

    /// What the shell renders before anything is packed.
    @Test func draftForATrial() throws {
        let sample = try Self.sample()
        let definition = try sample.define()
        let draft = definition.draft()
        #expect(draft.images.map(\.reference) == definition.images.map(\.reference))
        #expect(draft.dataFolders.map(\.path.rawValue) == ["bdd/data", "import"])
        #expect(definition.sampleAnswers.environment["FLAVOUR"] == "small")
        let path = try #require(RelativePath("conf/a.conf"))
        #expect(try definition.read(path) == Array("x".utf8))
        withExtendedLifetime(sample) {}
    }

    @Test func readsProfiles() throws {
        let shared = try TemporaryFolder()
        try shared.write(
            """
            title: One machine
            hosts: { min: 1, max: 3 }
            labels: { site.role: front }
            checks: { memory: warning, clock: off }
            answers: { HOST: demo.localhost }
            limits: { healthy: 60 }
            logging: { driver: json-file, options: { max-size: 10m } }
            """, at: "demo.yaml")
        let sample = try SampleDefinition([
            "valise.yaml": SampleDefinition.sheet + "profiles: [demo]\n",
            "profiles/demo.yaml": "checks: { ports: warning }\n",
        ])
        let definition = try sample.define(profileFolders: [shared.path])
        let profile = try #require(definition.profiles.first)
        #expect(profile.title == "One machine")
        #expect(profile.maximumHosts == 3)
        #expect(profile.loneHostLabels == .these([Label(key: "site.role", value: "front")]))
        #expect(profile.checks == ["memory": .warning, "clock": .off, "ports": .warning])
        #expect(profile.answers.values.map(\.self) == ["demo.localhost"])
        #expect(profile.limits.healthySeconds == 60)
        #expect(profile.limits.loadStallSeconds == 120)
        #expect(profile.logging?.options == ["max-size": "10m"])
        #expect(definition.files.contains { $0.path.rawValue == "profiles/demo.yaml" })
    }

    @Test(arguments: [
        ("checks: { memry: warning }", "definition.unknown-key"),
        ("checks: { memory: perhaps }", "definition.wrong-type"),
        ("hosts: { min: 3, max: 1 }", "definition.wrong-value"), ("limits: { healthy: 0 }", "definition.wrong-value"),
        ("labels: all", "definition.wrong-type"), ("logging: { options: {} }", "definition.missing-key"),
        ("compose: [x.yaml]", "definition.not-yet"), ("tittle: x", "definition.unknown-key"),
    ])
    func refusesProfiles(_ text: String, _ code: String) throws {
        let sample = try SampleDefinition([
            "valise.yaml": SampleDefinition.sheet + "profiles: [demo]\n", "profiles/demo.yaml": text + "\n",
        ])
        let errors = try sample.errors()
        #expect(errors.map(\.code.rawValue) == [code])
        #expect(errors.first?.position?.file == "profiles/demo.yaml")
    }

    @Test func theShippedProfileIsSound() throws {
        let folder = try #require(AbsolutePath(#filePath)).appending("../../../../Profiles")
        let sample = try SampleDefinition(["valise.yaml": SampleDefinition.sheet + "profiles: [demo-laptop]\n"])
        let profile = try #require(try sample.define(profileFolders: [folder]).profiles.first)
        #expect(profile.loneHostLabels == .allAskedFor)
        #expect(profile.maximumHosts == 1)
    }
}
