import EngineClient
import Foundation
import TestKit
import Testing
import Vocabulary

/// `include:` of `valise.yaml`, from a folder at the vendor's to an installation where that folder is not.
struct IncludedFilesTests {
    private static let files = [
        "site/app/valise.yaml": """
        name: app
        version: 1.0.0
        include: [../shared, ../../common]
        questions: [{ variable: SITE, label: Site, type: string, default: here }]

        """,
        "site/app/compose.yaml": """
        include: [../../common/base/compose.yaml]
        services:
          web:
            extends: { file: ../shared/base.yaml, service: web }
            env_file: [../shared/web.env]
            volumes:
              - ../shared/certs:/etc/certs:ro
              - ../shared/site.conf:/etc/site.conf:ro
            configs: [{ source: motd, mode: 0400 }]
        configs: { motd: { file: ../shared/motd } }

        """,
        "site/shared/base.yaml": "services: { web: { image: \"web:1\", volumes: [\"./logo.png:/logo.png:ro\"] } }\n",
        "site/shared/logo.png": "a picture", "site/shared/web.env": "GREETING=hello ${SITE}\n",
        "site/shared/certs/a.pem": "x", "site/shared/certs/deep/b.pem": "y",
        "site/shared/site.conf.mustache": "site = {{SITE}}\n", "site/shared/motd": "of the day\n",
        "common/base/compose.yaml": "services: { db: { image: \"db:1\", env_file: [./db.env] } }\n",
        "common/base/db.env": "FROM_BASE=yes\n",
    ]

    @Test func arePackedAndInstalledWithoutTheirFolder() async throws {
        let program = try Program()
        defer { program.remove() }
        for (name, text) in Self.files { try program.write(text, to: "vendor/" + name) }
        try await StubEngine.run { engine in
            for name in ["web:1", "db:1"] {
                let reference = try #require(ImageReference(name))
                try await engine.add(PlainImage(files: ["file": name]), as: reference)
            }
            let packed = try await program.run(
                ["pack", "vendor/site/app", "-o", "app.valise", "--images-from", "engine", "--progress", "none"],
                environment: ["DOCKER_HOST": engine.address.description])
            #expect(packed.exit == 0, "\(packed.error)")
        }
        try FileManager.default.removeItem(at: program.scratch.appending(path: "vendor"))

        try await StubEngine.run { engine in
            let environment = ["DOCKER_HOST": engine.address.description]
            await engine.script(.all, StubScript())
            let installed = try await program.run(
                ["install", "app.valise", "--yes", "--set", "SITE=there", "--progress", "none"],
                environment: environment)
            #expect(installed.exit == 0, "\(installed.error)")
            let made = Dictionary(
                await engine.creations().filter { $0.kind == .container }.map { ($0.name, $0.body) }
            ) { $1 }
            #expect(made["app-db-1"]?["Env"].texts.contains("FROM_BASE=yes") == true)
            let web = try #require(made["app-web-1"])
            #expect(web["Env"].texts.contains("GREETING=hello there"))
            var mounted: [String: String] = [:]
            for bind in web["HostConfig"]["Binds"].texts {
                let parts = bind.split(separator: ":").map(String.init)
                #expect(parts[0].hasPrefix(program.scratch.path + "/state/apps/app/config/"))
                mounted[parts[1]] = parts[0]
            }
            #expect(mounted.keys.sorted() == ["/etc/certs", "/etc/site.conf", "/logo.png", "/motd"])
            for (target, below, content) in [
                ("/etc/certs", "/deep/b.pem", "y"), ("/etc/site.conf", "", "site = there\n"),
                ("/logo.png", "", "a picture"), ("/motd", "", "of the day\n"),
            ] {
                let path = try #require(mounted[target]) + below
                #expect(FileManager.default.contents(atPath: path) == Data(content.utf8), "\(path)")
            }
            let motd = try FileManager.default.attributesOfItem(atPath: try #require(mounted["/motd"]))
            #expect(motd[.posixPermissions] as? Int == 0o400)
            let again = try await program.run(
                ["install", "app.valise", "--yes", "--set", "SITE=there"], environment: environment)
            #expect(again.exit == 0 && again.output.contains("nothing was changed"), "\(again.error)")
        }
    }
}
