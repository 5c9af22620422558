import Compose
import Foundation
import TestKit
import Testing
import Vocabulary

@testable import Bundling

/// `include:` of `valise.yaml`: the only paths outside of the definition that are read.
@Suite struct IncludedFilesTests {
    static let sheet = "name: app\nversion: 1.0.0\n"
    static let compose = """
        include: [../../common/base/compose.yaml]
        services:
          web:
            extends: { file: ../shared/base.yaml, service: web }
            env_file: [../shared/web.env]
            volumes:
              - ../shared/certs:/etc/certs:ro
              - ../shared/site.conf:/etc/site.conf:ro
              - ../../common/writable:/srv/writable
            configs: [motd]
        configs: { motd: { file: ../shared/motd } }
        """
    static let files = [
        "site/shared/base.yaml": "services: { web: { image: \"web:1\", volumes: [\"./logo.png:/logo.png:ro\"] } }\n",
        "site/shared/logo.png": "p", "site/shared/web.env": "A=b\n", "site/shared/certs/a.pem": "x",
        "site/shared/certs/deep/b.pem": "y", "site/shared/site.conf.mustache": "plain\n", "site/shared/motd": "hello\n",
        "site/shared/unused": "stays at home", "common/base/compose.yaml": "services: { db: { image: \"db:1\" } }\n",
        "common/writable/a": "z",
    ]

    /// Files of a folder, of which `site/app` is a definition.
    private static func tree(_ include: String, _ more: [String: String] = [:]) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let own = ["site/app/valise.yaml": sheet + include, "site/app/compose.yaml": compose]
        for (name, text) in files.merging(own, uniquingKeysWith: { $1 }).merging(more, uniquingKeysWith: { $1 }) {
            try folder.write(text, at: name)
        }
        return folder
    }

    private static func define(_ folder: TemporaryFolder) throws -> Definition {
        try Bundling.define(folder.path.appending("site/app"))
    }

    private static func refusals(_ folder: TemporaryFolder) throws -> [String] {
        do {
            _ = try define(folder)
            return []
        } catch let problems as Problems {
            return problems.all.filter { $0.severity == .error }.map(\.line)
        }
    }

    @Test func travelUnderNamesOfTheirOwn() throws {
        let folder = try Self.tree("include: [../shared, ../../common]\n")
        let definition = try Self.define(folder)
        #expect(
            definition.files.filter { $0.kind != .folder }.map(\.path.rawValue) == [
                ".outside/1/shared/base.yaml", ".outside/1/shared/certs/a.pem", ".outside/1/shared/certs/deep/b.pem",
                ".outside/1/shared/logo.png", ".outside/1/shared/motd", ".outside/1/shared/site.conf.mustache",
                ".outside/1/shared/web.env", ".outside/2/common/base/compose.yaml", ".outside/2/common/writable/a",
                "compose.yaml", "valise.yaml",
            ])
        #expect(definition.images.map(\.reference.familiar) == ["db:1", "web:1"])
        let motd = try #require(RelativePath(".outside/1/shared/motd"))
        #expect(try definition.read(motd) == Array("hello\n".utf8))
        #expect(definition.findings.filter { $0.severity == .error } == [])
        #expect(
            definition.project.service(try #require(ServiceName("db")))?.position.description.hasPrefix(
                "../../common/base/compose.yaml:1:") == true)
        withExtendedLifetime(folder) {}
    }

    @Test func whatIsNotListedIsRefused() throws {
        let folder = try Self.tree("include: [../shared/certs, ../../common]\n")
        let refusals = try Self.refusals(folder)
        #expect(
            refusals.first
                == "compose.yaml:4:22 definition.path-outside: cannot read `../shared/base.yaml`: it is outside of the definition"
        )
        let hint = try #require(throws: Problems.self) { _ = try Self.define(folder) }.all.first?.hint
        #expect(hint == "list `../shared/base.yaml`, or a folder above it, under `include:` in valise.yaml")
        let mounted = try Self.tree(
            "include: [../shared/base.yaml]\n",
            ["site/app/compose.yaml": "services: { web: { image: w, volumes: [\"../shared/certs:/c\"] } }"])
        #expect(
            try Self.refusals(mounted) == [
                "compose.yaml:1:40 definition.path-outside: service `web` mounts `../shared/certs`, which is outside of the definition"
            ])
    }

    /// A name that only begins like one that is listed is another one.
    @Test func aNeighbourWithALongerName() throws {
        let folder = try Self.tree(
            "include: [../shared]\n",
            [
                "site/app/compose.yaml": "services: { web: { image: w, env_file: ../shared2/a.env } }",
                "site/shared2/a.env": "A=1\n",
            ])
        #expect(
            try Self.refusals(folder) == [
                "compose.yaml:1:40 definition.path-outside: cannot read `../shared2/a.env`: it is outside of the definition"
            ])
    }

    /// What a link leads to would come in without being listed.
    @Test func linksAreRefused() throws {
        let compose = ["site/app/compose.yaml": "services: { web: { image: w, volumes: [\"../shared/certs:/c:ro\"] } }"]
        let inside = try Self.tree("include: [../shared]\n", compose)
        try FileManager.default.createSymbolicLink(
            atPath: inside.path.appending("site/shared/certs/link").rawValue, withDestinationPath: "/etc/hostname")
        #expect(
            try Self.refusals(inside) == [
                "compose.yaml:1:40 definition.link: `../shared/certs/link` is a symbolic link"
            ])
        let entry = try Self.tree("include: [../linked]\n", compose)
        try FileManager.default.createSymbolicLink(
            atPath: entry.path.appending("site/linked").rawValue, withDestinationPath: "shared")
        #expect(
            try Self.refusals(entry) == ["valise.yaml:3:11 definition.link: `../linked` is a symbolic link"])
    }

    /// Data of an installation has its place under the definition's own names.
    @Test func aMissingSourceIsNoData() throws {
        let folder = try Self.tree(
            "include: [../shared]\n",
            ["site/app/compose.yaml": "services: { web: { image: w, volumes: [\"../shared/log:/log\"] } }"])
        #expect(
            try Self.refusals(folder) == [
                "compose.yaml:1:40 definition.missing-file: service `web` mounts `../shared/log` at `/log`, but there is no such file"
            ])
    }

    @Test func aSecretFileIsRefusedThereToo() throws {
        let folder = try Self.tree(
            "include: [../shared]\n",
            [
                "site/app/compose.yaml":
                    "services: { web: { image: w, secrets: [s] } }\nsecrets: { s: { file: ../shared/motd } }\n"
            ])
        #expect(
            try Self.refusals(folder) == [
                "compose.yaml:2:12 definition.secret-in-clear: the secret `s` is the file `../shared/motd`, which would go to every customer"
            ])
    }

    @Test func aPathThatIsListedTwice() throws {
        let folder = try Self.tree("include: [../shared, ../shared/, ../../common]\n")
        #expect(
            try Self.refusals(folder) == [
                "valise.yaml:3:22 definition.duplicate: the path `../shared` is included twice"
            ])
    }

    @Test func whatNothingReadsIsSaid() throws {
        let folder = try Self.tree(
            "include: [../shared, ../../common]\n", ["site/app/compose.yaml": "services: { web: { image: w } }\n"])
        #expect(
            try Self.define(folder).findings.map(\.line) == [
                "valise.yaml:3:11 definition.unused-include: nothing reads `../shared`, which is listed under `include`",
                "valise.yaml:3:22 definition.unused-include: nothing reads `../../common`, which is listed under `include`",
            ])
    }

    /// The `.env` beside an included Compose file is asked for; that there is none is no reason to list its folder.
    @Test func oneFileAloneMayBeListed() throws {
        let compose = ["site/app/compose.yaml": "include: [../../common/base/compose.yaml]\n"]
        let alone = try Self.tree("include: [../../common/base/compose.yaml]\n", compose)
        #expect(try Self.refusals(alone) == [])
        try alone.write("A=1\n", at: "common/base/.env")
        #expect(
            try Self.refusals(alone).first
                == "compose.yaml:1:11 definition.path-outside: cannot read `../../common/base/.env`: it is outside of the definition"
        )
    }

    @Test func aBuildContext() throws {
        let compose = [
            "site/app/compose.yaml": "services: { web: { build: ../shared/web } }\n",
            "site/shared/web/Dockerfile": "FROM scratch",
        ]
        let origin = try Self.define(try Self.tree("include: [../shared/web]\n", compose)).images.first?.origin
        guard case .build = origin else {
            Issue.record("\(String(describing: origin))")
            return
        }
        #expect(
            try Self.refusals(try Self.tree("", compose)) == [
                "compose.yaml:1:27 definition.path-outside: the build context `../shared/web` of service `web` is outside of the definition"
            ])
    }
}
