import Planning
import Testing
import Vocabulary

/// What a definition includes from outside of its folder, at the target.
@Suite struct IncludedFilesTests {
    private static let definition = Definition(
        compose: """
            include: [../../common/compose.yaml]
            services:
              web:
                extends: { file: ../shared/base.yaml, service: web }
                env_file: [../shared/web.env]
                volumes: ["../shared/certs:/etc/certs:ro", "../shared/site.conf:/etc/site.conf"]
                configs: [{ source: motd, mode: 0400, uid: "5" }]
                security_opt: ["seccomp:../shared/sec.json"]
            configs: { motd: { file: ../shared/motd } }
            """,
        files: [
            ".outside/1/shared/base.yaml": "services: { web: { image: \"app/web:1\" } }",
            ".outside/1/shared/web.env": "A=b\n", ".outside/1/shared/certs/": "",
            ".outside/1/shared/certs/a.pem": "x", ".outside/1/shared/site.conf.mustache": "host {{HOST}}\n",
            ".outside/1/shared/motd": "hello\n", ".outside/1/shared/sec.json": "{\"x\":1}",
            ".outside/2/common/compose.yaml": "services: { db: { image: \"app/db:1\" } }",
        ], environment: ["HOST": "h"])

    @Test func isMountedFromTheRelease() throws {
        let state = try Self.definition.render()
        #expect(state.services.map(\.name) == [.named("db"), .named("web")])
        let specification = try container(Self.definition).specification
        let binds = specification.host.binds ?? []
        #expect(binds.count == 3)
        #expect(binds[0].hasSuffix("/.outside/1/shared/certs:/etc/certs:ro"))
        #expect(binds[1].hasSuffix("/.outside/1/shared/site.conf:/etc/site.conf"))
        #expect(binds[2].hasSuffix("/.outside/1/shared/motd:/motd:ro"))
        #expect(specification.environment?.contains("A=b") ?? false)
        #expect(specification.host.securityOptions == ["seccomp={\"x\":1}"])
        let entries = state.configurations.flatMap(\.entries)
        #expect(
            entries.contains {
                $0.path.rawValue == ".outside/1/shared/site.conf" && $0.content == .rendered(Array("host h\n".utf8))
            })
        #expect(entries.contains { $0.path.rawValue == ".outside/1/shared/motd" && $0.mode == 0o400 && $0.owner == 5 })
    }

    @Test func whatTheBundleDoesNotHaveIsRefused() throws {
        let problems = try #require(throws: Problems.self) {
            _ = try web("volumes: [\"../shared:/x\"]").render()
        }
        #expect(
            problems.all.map { "\($0.code) \($0.message)" } == [
                "render.source-missing service `web` mounts `../shared`, and the bundle has no such file, folder or data folder"
            ])
    }
}
