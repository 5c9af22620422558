import Compose
import Testing
import Vocabulary

@Suite struct ModelTests {
    static let hello = """
        name: hello
        services:
          web:
            build: web
            image: example/web:${TAG:-1.0}
            depends_on:
              store: { condition: service_healthy }
              setup: { condition: service_completed_successfully }
            environment: { GREETING: "${GREETING:-Hello}", PASSWORD: "${PASSWORD:?}" }
            ports: ["${PORT:-8080}:80", "127.0.0.1:9000:9000/udp"]
            volumes:
              - ./config/page.html:/www/page.html:ro
              - ./data:/data
              - cache:/cache
              - /etc/localtime:/etc/localtime:ro
              - ../outside:/outside
              - ~/keys:/keys
            restart: on-failure:5
            deploy:
              placement: { constraints: [node.labels.site.role == web] }
              resources: { limits: { memory: 64M, cpus: "0.5" } }
            healthcheck: { test: ["CMD", "true"], interval: 2s, start_period: 1m, retries: 5 }
            configs: [{ source: motd, target: /etc/motd, mode: 0440 }]
            secrets: [key]
            x-valise: { check: { tcp: 80, every: 5s }, with: store }
          store:
            image: store
            healthcheck: { disable: true }
            stop_grace_period: 1m30s
            networks: { back: { aliases: [s], priority: 5 }, default: }
          setup: { image: setup, command: "sh -c 'echo a b'", entrypoint: [] }
          tools: { image: "not an image!", profiles: [tools], env_file: [x.env] }
        networks: { back: { internal: true } }
        volumes: { cache: }
        configs: { motd: { content: "hi ${GREETING:-}" } }
        secrets: { key: { environment: PASSWORD } }
        """

    private func project() throws -> ComposeProject {
        try load(Self.hello, environment: ["PASSWORD": "p4ss"])
    }

    @Test func servicesComeTyped() throws {
        let project = try project()
        #expect(project.name == "hello")
        #expect(project.services.map(\.name.rawValue) == ["setup", "store", "web"])
        #expect(project.inactiveServices.map(\.name.rawValue) == ["tools"])
        #expect(project.profiles == ["tools"])
        let name = try #require(ServiceName("web"))
        let web = try #require(project.service(name))
        #expect(web.image == ImageReference("example/web:1.0"))
        #expect(web.build?.contextLocation == RelativePath("web").map { .project($0) })
        #expect(web.build?.dockerfile == "Dockerfile")
        #expect(web.dependsOn.map(\.condition) == [.completed, .healthy])
        #expect(web.environment.map(\.name) == ["GREETING", "PASSWORD"])
        #expect(web.ports.map(\.published) == ["8080", "9000"])
        #expect(web.ports.last?.hostAddress == "127.0.0.1")
        #expect(web.ports.last?.networkProtocol == "udp")
        #expect(web.restart == .onFailure(maximumRetries: 5))
        #expect(web.deploy?.placement.constraints.map(\.text) == ["node.labels.site.role == web"])
        #expect(web.deploy?.limits?.memory == 64 << 20)
        #expect(web.healthcheck?.interval == 2_000_000_000)
        #expect(web.healthcheck?.startPeriod == 60_000_000_000)
        #expect(web.healthcheck?.test == ["CMD", "true"])
        #expect(web.configs.first?.mode == 0o440)
        #expect(web.secrets.first?.target == "/run/secrets/key")
        #expect(web.valise.with?.rawValue == "store")
        #expect(web.valise.check?.probe == .tcp(port: 80))
        #expect(web.valise.check?.every == 5_000_000_000)
        #expect(web.command == nil)
        #expect(web.networks.map(\.network) == ["default"])
    }

    @Test func mountsKnowWhereTheirSourceLies() throws {
        let web = try #require(project().services.last)
        let sources = web.volumes.map { mount -> String in
            guard case .bind(let bind) = mount.kind else { return "other" }
            return switch bind.source {
            case .project(let path): "project \(path)"
            case .projectDirectory: "definition"
            case .outside(let path): "outside \(path)"
            case .absolute(let path): "absolute \(path)"
            }
        }
        #expect(
            sources == [
                "project config/page.html", "project data", "other", "absolute /etc/localtime",
                "outside \(ComposeLoader.definitionDirectory.parent.appending("outside"))",
                "absolute /home/user/keys",
            ])
        guard case .bind(let page) = web.volumes[0].kind, case .volume(let key, _) = web.volumes[2].kind else {
            Issue.record("wrong kinds")
            return
        }
        #expect(page.written == "./config/page.html")
        #expect(page.createHostPath)
        #expect(web.volumes[0].readOnly)
        #expect(key == "cache")
    }

    @Test func otherServicesAndObjects() throws {
        let project = try project()
        let setup = project.services[0]
        #expect(setup.command == ["sh", "-c", "echo a b"])
        #expect(setup.entrypoint == [])
        let store = project.services[1]
        #expect(store.healthcheck?.isDisabled == true)
        #expect(store.stopGracePeriod == 90_000_000_000)
        #expect(store.networks.map(\.network) == ["back", "default"])
        #expect(project.networks.map(\.name) == ["hello_back", "hello_default"])
        #expect(project.networks.first?.isInternal == true)
        #expect(project.volumes.map(\.name) == ["hello_cache"])
        #expect(project.configs.first?.source == .content("hi "))
        #expect(project.secrets.first?.source == .environment(name: "PASSWORD", value: Secret("p4ss")))
        #expect(!"\(project.secrets)".contains("p4ss"))
        let tools = try #require(project.inactiveServices.first)
        #expect(tools.image == nil)
        #expect(tools.imageText == "not an image!")
        #expect(tools.environmentFiles.first?.relative == RelativePath("x.env"))
        #expect(project.warnings.map(\.code).contains("compose.image"))
    }

    @Test func environmentFilesAreResolvedOrKept() throws {
        let text = "services: { a: { image: x, env_file: [a.env], environment: { B: own } } }"
        let files = ["a.env": "A=1\nB=2\nC=${A}${OUT}\n"]
        let resolved = try load(text, more: files, environment: ["OUT": "!"]).services[0]
        #expect(resolved.environment.map { "\($0.name)=\($0.value ?? "-")" } == ["A=1", "B=own", "C=1!"])
        let kept = try load(text, change: { $0.environmentFiles = .keep }).services[0]
        #expect(kept.environment.map(\.name) == ["B"])
        #expect(kept.environmentFiles.map(\.path.rawValue) == ["\(ComposeLoader.definitionDirectory)/a.env"])
    }

    @Test(arguments: [
        ("A=1", "A=1"), ("A=\"x\\ny\"", "A=x\ny"), ("A='$x'", "A=$x"), ("A=a # c", "A=a"), ("A=a#c", "A=a#c"),
        ("A: b", "A=b"), ("export A=b", "A=b"), ("A=", "A="), ("# c\n\nA=1\r\n", "A=1"), ("A=\"a\\\"b\"", "A=a\"b"),
        ("A=${B:-d}", "A=d"), ("A=\"\\0101\"", "A=A"), ("A=x=y", "A=x=y"), ("A='two\nlines'", "A=two\nlines"),
    ]) func environmentFileLines(text: String, result: String) throws {
        let project = try load("services: { a: { image: x, env_file: a.env } }", more: ["a.env": text])
        #expect(project.services[0].environment.map { "\($0.name)=\($0.value ?? "-")" } == [result])
    }

    @Test(arguments: [("A B=1", 1), ("A=\"x", 3), ("A=${", 3), ("é!=1", 1)])
    func brokenEnvironmentFiles(text: String, column: Int) {
        let refused = refusals("services: { a: { image: x, env_file: a.env } }", more: ["a.env": text])
        #expect(refused.first?.hasPrefix("a.env:1:\(column) compose.") == true, "\(refused)")
    }

    @Test func projectNames() throws {
        let text = "services: { a: { image: x } }"
        #expect(try load(text).name == "definition")
        #expect(try load("name: A b_C\n" + text).name == "ab_c")
        #expect(try load(text, environment: ["COMPOSE_PROJECT_NAME": "env"]).name == "env")
        #expect(try load(text, change: { $0.projectName = "given" }).name == "given")
        #expect(
            refusals(text, change: { $0.projectName = "Given" }).first?.contains("`Given` is no project name") == true)
    }

    @Test func filesAreFoundLikeTheReferenceFindsThem() throws {
        let reader = TableReader(files: [
            "docker-compose.yml": "services: { a: { image: x } }", "docker-compose.override.yml": "services: {}",
            ".env": "COMPOSE_PROFILES=p, q\nX=1\n", "deep/er/.env": "X=2",
        ])
        var invocation = ComposeInvocation(
            environment: ["X": "0"], workingDirectory: ComposeLoader.definitionDirectory.appending("deep/er"))
        let request = try invocation.request(reader: reader)
        #expect(request.files.map(\.lastComponent) == ["docker-compose.yml", "docker-compose.override.yml"])
        #expect(request.projectDirectory == ComposeLoader.definitionDirectory)
        #expect(request.profiles == ["p", "q"])
        #expect(request.environment["X"] == "0")
        invocation.files = ["../../a.yaml"]
        #expect(try invocation.request(reader: reader).files == [ComposeLoader.definitionDirectory.appending("a.yaml")])
        invocation.files = []
        #expect(throws: Problems.self) { try invocation.request(reader: TableReader(files: [:])) }
    }
}
