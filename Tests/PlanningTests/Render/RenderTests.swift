import Planning
import Testing
import Vocabulary

@Suite struct RenderTests {
    @Test func namesAndLabels() throws {
        let definition = Definition(
            compose: """
                services:
                  web:
                    image: app/web:1
                    depends_on: { db: { condition: service_healthy } }
                    labels: { mine: "1" }
                    volumes: [store:/store]
                    deploy: { replicas: 2, placement: { constraints: ["node.labels.site == a"] } }
                  db:
                    image: app/db:1
                    healthcheck: { test: [CMD, "true"] }
                volumes: { store: { } }
                """, installation: "app-two")
        let state = try definition.render()
        #expect(state.services.map(\.name.rawValue) == ["db", "web"])
        let web = state.services[1]
        #expect(web.constraints == ["node.labels.site == a"])
        #expect(web.containers.map(\.name) == ["app-two-web-1", "app-two-web-2"])
        #expect(web.dependencies.map(\.service.rawValue) == ["db"])
        #expect(web.dependencies.map(\.condition) == [.healthy])
        let labels = web.containers[1].specification.labels
        #expect(labels["mine"] == "1")
        #expect(labels[ObjectLabel.project] == "app-two")
        #expect(labels[ObjectLabel.service] == "web")
        #expect(labels[ObjectLabel.oneoff] == "False")
        #expect(labels[ObjectLabel.containerNumber] == "2")
        #expect(labels[ObjectLabel.dependsOn] == "db:service_healthy:false")
        #expect(labels[ObjectLabel.installation] == "app-two")
        #expect(labels[ObjectLabel.configHash] == labels[ObjectLabel.specification])
        #expect(labels[ObjectLabel.specification]?.count == 64)
        #expect(state.networks.map(\.specification.name) == ["app-two_default"])
        #expect(state.networks[0].specification.labels[ObjectLabel.network] == "default")
        #expect(state.volumes.map(\.specification.name) == ["app-two_store"])
        #expect(state.volumes[0].specification.labels[ObjectLabel.volume] == "store")
        #expect(web.containers[0].specification.host.binds == ["app-two_store:/store"])
        #expect(state.images.map(\.reference.familiar) == ["app/db:1", "app/web:1"])
        let endpoint = web.containers[0].specification.networking?.endpoints["app-two_default"]
        #expect(endpoint?.aliases == ["app-two-web-1", "web"])
        #expect(web.containers[0].specification.host.networkMode == "app-two_default")
    }

    @Test func equalInputEqualHashAndEveryChangeAnother() throws {
        func hash(_ attributes: String) throws -> String? {
            try container(web(attributes)).specification.labels[ObjectLabel.specification]
        }
        let base = try hash("command: [a]")
        #expect(try hash("command: [a]") == base)
        #expect(try hash("command: [b]") != base)
        #expect(try hash("command: [a]\npost_start: [{ command: [x] }]") != base)
        #expect(try hash("command: [a]\ncontainer_name: other") != base)
    }

    @Test func answersReachVariablesAndTemplates() throws {
        var definition = web(
            """
            environment: { GREETING: "${GREETING:-none}", FROM: "${REGION}" }
            ports: ["${HTTP_PORT}:80"]
            volumes: ["./config/site.conf:/etc/site.conf:ro", "./config/plain.conf:/etc/plain.conf:ro"]
            """)
        definition.files = [
            "config/": "", "config/site.conf.mustache": "greet {{GREETING}} in {{REGION}}\n",
            "config/plain.conf": "{{not a tag}}",
        ]
        definition.environment = ["REGION": "north"]
        definition.answers = ["GREETING": "Hi <you>", "HTTP_PORT": "8080"]
        definition.open = "http://localhost:${HTTP_PORT}/$$x"
        let state = try definition.render()
        #expect(state.open == "http://localhost:8080/$x")
        let specification = try container(definition).specification
        #expect(specification.environment == ["FROM=north", "GREETING=Hi <you>"])
        #expect(specification.host.portBindings == ["80/tcp": [.init(hostAddress: "", hostPort: "8080")]])
        #expect(state.configurations.count == 2)
        let site = try #require(state.configurations.first { $0.entries[0].path == .at("config/site.conf") })
        #expect(site.entries.map(\.content) == [.rendered(Array("greet Hi <you> in north\n".utf8))])
        #expect(site.writableBy == nil)
        let plain = try #require(state.configurations.first { $0.entries[0].path == .at("config/plain.conf") })
        #expect(
            specification.host.binds == [
                "@config@/\(site.digest.hex)/config/site.conf:/etc/site.conf:ro",
                "@config@/\(plain.digest.hex)/config/plain.conf:/etc/plain.conf:ro",
            ])
        // Another answer changes what it reaches, and only that.
        definition.answers["GREETING"] = "Bye"
        let changed = try definition.render()
        #expect(changed.configurations.contains(plain))
        #expect(!changed.configurations.contains(site))
    }

    @Test func unknownTagsNameFileAndLine() {
        var definition = web("volumes: [\"./config:/etc/app\"]")
        definition.files = ["config/": "", "config/a.mustache": "\n{{X}}", "config/b.mustache": "{{Y}}"]
        let found = problems { _ = try definition.render() }
        #expect(found.map { $0.position?.description } == ["config/a.mustache:2:1", "config/b.mustache:1:1"])
        #expect(found.allSatisfy { $0.exit == .definition && $0.code == "render.template" })
    }

    @Test func dataConfigurationAndTheHost() throws {
        var definition = web(
            """
            volumes:
              - ./data:/data
              - ./data/import:/import
              - ./config:/etc/app
              - /run/docker.sock:/run/docker.sock
              - { type: bind, source: /srv/files, target: /files, read_only: true, bind: { propagation: rslave } }
              - /anonymous
              - { type: tmpfs, target: /cache, tmpfs: { size: 1m, mode: 448 } }
            tmpfs: ["/run:size=1m", /tmp]
            """)
        definition.data = ["data"]
        definition.files = [
            "config/": "", "config/a": "a", "config/sub/": "", "config/sub/b.mustache": "b", "configuration": "",
        ]
        let state = try definition.render()
        #expect(
            state.dataFolders == [
                DesiredDataFolder(path: .at("data"), owner: 70, group: 71, mode: 0o700),
                DesiredDataFolder(path: .at("data/import"), owner: 70, group: 71, mode: 0o700),
            ])
        let tree = try #require(state.configurations.first)
        #expect(tree.entries.map(\.path.rawValue) == ["config", "config/a", "config/sub", "config/sub/b"])
        #expect(tree.writableBy == .named("web"))
        let specification = try container(definition).specification
        #expect(
            specification.host.binds == [
                "@data@/data:/data", "@data@/data/import:/import", "@config@/\(tree.digest.hex)/config:/etc/app",
                "app_web-1_anonymous-\(mark("/anonymous")):/anonymous",
            ])
        let mounts = try #require(specification.host.mounts)
        #expect(mounts.map(\.type) == ["bind", "bind", "tmpfs"])
        #expect(mounts.map(\.source) == ["/run/docker.sock", "/srv/files", nil])
        #expect(mounts[1].readOnly == true)
        #expect(mounts[1].bind?.propagation == "rslave")
        #expect(mounts[2].tmpfs?.size == 1 << 20)
        #expect(mounts[2].tmpfs?.mode == 0o700)
        #expect(specification.volumes == nil)
        #expect(specification.host.tmpfs == ["/run": "size=1m", "/tmp": ""])
        #expect(
            state.hostPaths == [
                DesiredHostPath(path: .at("/run/docker.sock"), services: [.named("web")], expected: .socket),
                DesiredHostPath(path: .at("/srv/files"), services: [.named("web")]),
            ])
    }

    /// As Docker Compose's anonymous ones, but found again.
    @Test func volumesWithoutANameBelongToTheInstallation() throws {
        var definition = web(
            """
            scale: 2
            volumes: ["./d:/data/", "/logs", "named:/var/lib/named"]
            tmpfs: [/cache]
            """, top: "volumes: { named: {} }")
        definition.data = ["d"]
        let paths = ["/data", "/var/lib/db", "/logs", "/cache", "/var/lib/named/", "relative"]
        definition.imageConfiguration = try Self.image(
            #"{"Volumes":{\#(paths.map { "\"\($0)\":{}" }.joined(separator: ","))}}"#)
        let state = try definition.render()
        let names = state.volumes.map(\.specification.name)
        #expect(
            names == [
                "app_named", "app_web-1_logs-\(mark("/logs"))", "app_web-1_var-lib-db-\(mark("/var/lib/db"))",
                "app_web-2_logs-\(mark("/logs"))", "app_web-2_var-lib-db-\(mark("/var/lib/db"))",
            ])
        let volume = try #require(state.volumes.last?.specification)
        #expect(volume.labels[ObjectLabel.mountPoint] == "/var/lib/db")
        #expect(volume.labels[ObjectLabel.installation] == "app")
        #expect(try container(definition).specification.volumes == nil)
    }

    @Test func whatOthersBringIsNotMadeTwice() throws {
        var definition = Definition(
            compose: """
                services:
                  a: { image: "app/web:1" }
                  b: { image: "app/web:1", volumes_from: [a] }
                  c: { image: "app/web:1", volumes_from: ["container:theirs"] }
                """)
        definition.imageConfiguration = try Self.image(#"{"Volumes":{"/data":{}}}"#)
        #expect(try definition.render().volumes.map(\.specification.name) == ["app_a-1_data-\(mark("/data"))"])
    }

    @Test func theImagesOwnHealthcheckCountsForTheLimit() throws {
        var definition = web("healthcheck: { interval: 1m }")
        #expect(try definition.render().services.first?.healthy.source == "default")
        definition.imageConfiguration = try Self.image(
            #"{"Healthcheck":{"Test":["CMD","true"],"Interval":1,"Timeout":60000000000,"Retries":5}}"#)
        #expect(try definition.render().services.first?.healthy == .init(seconds: 600, source: "compose"))
        definition.compose = definition.compose.replacing("interval: 1m", with: "disable: true")
        #expect(try definition.render().services.first?.healthy.source == "default")
    }

    private static func image(_ config: String) throws -> ImageConfiguration {
        let text =
            #"{"architecture":"amd64","os":"linux","config":\#(config),"rootfs":{"type":"layers","diff_ids":[]}}"#
        return try CanonicalJSON.decode(ImageConfiguration.self, from: Array(text.utf8))
    }
    private func mark(_ target: String) -> String { String(Digest.of(Array(target.utf8)).hex.prefix(6)) }

    @Test func everyWriterHasACopyAndReadersShare() throws {
        let definition = Definition(
            compose: """
                services:
                  a: { image: "app/web:1", volumes: ["./c:/c"] }
                  b: { image: "app/web:1", volumes: ["./c:/c"] }
                  c: { image: "app/web:1", volumes: ["./c:/c:ro"] }
                  d: { image: "app/web:1", volumes: ["./c:/c:ro"] }
                """, files: ["c": "text"])
        let state = try definition.render()
        #expect(Set(state.configurations.map { $0.writableBy?.rawValue ?? "" }) == ["a", "b", ""])
        #expect(state.configurations.map(\.digest) == state.configurations.map(\.digest).sorted())
    }

    @Test func configsAndSecrets() throws {
        var definition = web(
            """
            configs: [file, { source: text, target: /etc/text, uid: "5", gid: "6", mode: 0400 }]
            secrets: [key, { source: word, target: other }]
            """,
            top: """
                configs: { file: { file: ./f.conf }, text: { content: "hello ${NAME}" } }
                secrets: { key: { file: ./key.pem }, word: { environment: PASSWORD } }
                """)
        definition.files = ["f.conf": "f", "key.pem.mustache": "key {{NAME}}"]
        definition.answers = ["NAME": "you", "PASSWORD": "sesame"]
        let state = try definition.render()
        let binds = try #require(try container(definition).specification.host.binds)
        #expect(
            binds.map { String($0.split(separator: ":", maxSplits: 1)[1]) } == [
                "/file:ro", "/etc/text:ro", "/run/secrets/key:ro", "/run/secrets/other:ro",
            ])
        #expect(
            try container(definition).grants.map { "\($0.kind) \($0.name) \($0.target)" } == [
                "config file /file", "config text /etc/text", "secret key /run/secrets/key",
                "secret word /run/secrets/other",
            ])
        #expect(try container(definition).grants.map { $0.source + ":" + $0.target + ":ro" } == binds)
        let entries = state.configurations.flatMap(\.entries)
        let text = try #require(entries.first { $0.path == .at("configs/text") })
        #expect(text.content == .rendered(Array("hello you".utf8)))
        #expect((text.owner, text.group) == (5, 6))
        #expect(text.mode == 0o400)
        #expect(entries.first { $0.path == .at("secrets/word") }?.content == .rendered(Array("sesame".utf8)))
        #expect(entries.first { $0.path == .at("secrets/word") }?.mode == 0o444)
        #expect(entries.first { $0.path == .at("key.pem") }?.content == .rendered(Array("key you".utf8)))
    }

    @Test func networksOfOneService() throws {
        let definition = Definition(
            compose: """
                services:
                  web:
                    image: app/web:1
                    networks:
                      front: { priority: 10, aliases: [www], ipv4_address: 10.9.0.5 }
                      back:
                      outside:
                    links: ["db:database"]
                  db: { image: "app/db:1", networks: [back] }
                  host: { image: "app/db:1", network_mode: host }
                  side: { image: "app/db:1", network_mode: "service:web", pid: "service:db", volumes_from: ["db:ro"] }
                networks:
                  front: { ipam: { config: [{ subnet: 10.9.0.0/24 }] }, internal: true }
                  back: { driver: bridge, driver_opts: { a: b } }
                  outside: { external: true, name: site }
                """)
        let state = try definition.render()
        let web = try container(definition)
        #expect(web.specification.host.networkMode == "app_front")
        let front = try #require(web.specification.networking?.endpoints["app_front"])
        #expect(front.aliases == ["app-web-1", "web", "www"])
        #expect(front.ipam?.ipv4 == "10.9.0.5")
        #expect(front.links == ["app-db-1:database", "app-db-1:db-1", "app-db-1:app-db-1"])
        #expect(web.furtherNetworks.map(\.network) == ["app_back", "site"])
        #expect(state.networks.first { $0.specification.name == "site" }?.isExternal == true)
        let specification = try #require(state.networks.first { $0.specification.name == "app_front" }?.specification)
        #expect(specification.isInternal == true)
        #expect(specification.ipam?.pools?.map(\.subnet) == ["10.9.0.0/24"])
        let host = try #require(state.services.first { $0.name == .named("host") }?.containers.first)
        #expect(host.specification.host.networkMode == "host")
        #expect(host.specification.networking == nil)
        let side = try #require(state.services.first { $0.name == .named("side") })
        #expect(side.containers[0].specification.host.networkMode == "container:app-web-1")
        #expect(side.containers[0].specification.host.pidMode == "container:app-db-1")
        #expect(side.containers[0].specification.host.volumesFrom == ["app-db-1:ro"])
        #expect(side.together.map(\.rawValue) == ["db", "web"])
        let order = state.services.map(\.name.rawValue)
        #expect(order == ["db", "host", "web", "side"])
    }

    @Test func linksWithoutANetworkOfOnesOwn() throws {
        let definition = Definition(
            compose: """
                services:
                  web: { image: "app/web:1", network_mode: bridge, links: [db], volumes: ["vol:/v:ro,Z"] }
                  db: { image: "app/db:1", network_mode: bridge }
                volumes: { vol: { } }
                """)
        let host = try container(definition).specification.host
        #expect(host.links == ["app-db-1:db", "app-db-1:db-1", "app-db-1:app-db-1"])
        #expect(host.binds == ["app_vol:/v:ro,Z"])
    }

    @Test func limitsToHealth() throws {
        func limit(_ attributes: String, _ profile: Profile? = nil) throws -> DesiredService.Limit {
            var definition = web(attributes)
            definition.profile = profile
            return try #require(try definition.render().services.first).healthy
        }
        #expect(try limit("tty: true") == .init(seconds: 300, source: "default"))
        #expect(try limit("tty: true", Sample.profile()) == .init(seconds: 300, source: "profile demo-laptop"))
        let slow = "healthcheck: { test: [CMD, x], interval: 10s, timeout: 5s, retries: 40, start_period: 1m }"
        #expect(try limit(slow) == .init(seconds: 660, source: "compose"))
        #expect(try limit("healthcheck: { disable: true }").source == "default")
    }

    @Test func composeProfilesAndOnes() throws {
        var definition = Definition(
            compose: """
                services:
                  web:
                    image: app/web:1
                    depends_on: { job: { condition: service_completed_successfully } }
                  job: { image: "app/db:1", command: [x] }
                  extra: { image: "app/db:1", profiles: [more] }
                """)
        #expect(try definition.render().services.map(\.name.rawValue) == ["job", "web"])
        #expect(try definition.render().services.map(\.runsToCompletion) == [true, false])
        definition.composeProfiles = ["more"]
        #expect(try definition.render().services.map(\.name.rawValue) == ["extra", "job", "web"])
    }

    @Test func builtImagesAndMissingOnes() throws {
        let built = Definition(compose: "services:\n  built: { build: . }\n", images: ["app-built:latest"])
        let state = try built.render()
        #expect(state.services.first?.image.familiar == "app-built:latest")
        #expect(state.services.first?.containers.first?.specification.image == "app-built:latest")
        let missing = Definition(compose: "services:\n  web: { image: \"app/wbe:1\" }\n")
        let found = problems { _ = try missing.render() }
        #expect(found.map(\.message) == ["the image app/wbe:1 of service `web` is not in the bundle"])
        #expect(found.first?.hint == "did you mean `app/web:1`?")
        #expect(found.first?.position?.line == 2)
    }

    @Test(arguments: [
        ("provider: { type: x }", "service `web` uses `provider`: it is run by a plugin of the vendor's machine"),
        (
            "use_api_socket: true",
            "service `web` uses `use_api_socket`: credentials of the vendor's machine would be needed"
        ),
        (
            "volumes: [{ type: image, source: app/db:1, target: /x }]",
            "service `web` mounts `/x` from an image: engines below API 1.48 cannot"
        ),
        ("x-valise: { run: before-upgrade }", "service `web` uses `x-valise`: `run` is not supported yet"),
        (
            "volumes: [\"./missing:/x\"]",
            "service `web` mounts `./missing`, and the bundle has no such file, folder or data folder"
        ),
        (
            "deploy: { restart_policy: { condition: any, max_attempts: 3 } }",
            "service `web` limits `restart_policy.max_attempts`, which an engine takes only with `condition: on-failure`"
        ),
        (
            "security_opt: [\"seccomp=./s.json\"]",
            "service `web` names the seccomp profile `./s.json`, which is no text file of the bundle"
        ),
        (
            "devices: [vendor.com/gpu=all]",
            "service `web` uses the device `vendor.com/gpu=all`: devices by CDI name are not supported"
        ),
    ])
    func refused(attributes: String, message: String) {
        let found = problems { _ = try web(attributes).render() }
        #expect(found.map(\.message) == [message])
        #expect(
            found.allSatisfy { $0.exit == .definition && $0.position != nil && $0.consequence == "nothing was changed" }
        )
    }

    @Test func allRefusalsAtOnce() {
        let found = problems {
            _ = try web("x-valise: { run: before-upgrade }\nuse_api_socket: true\nvolumes: [\"./missing:/x\"]").render()
        }
        #expect(found.count == 3)
    }
}
