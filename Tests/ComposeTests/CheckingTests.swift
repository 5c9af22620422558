import Compose
import Testing
import Vocabulary

/// Every refusal with its message and place.
@Suite struct CheckingTests {
    @Test(arguments: [
        (
            "image: x\n    imgae: y",
            "3:5 compose.unknown-key: `services.a` has no attribute `imgae`; did you mean `image`?"
        ),
        (
            "image: x\n    privileged: [a]",
            "3:17 compose.wrong-type: `services.a.privileged` has the wrong type; expected a string or true or false; found a list"
        ),
        (
            "image: 3",
            "2:12 compose.wrong-type: `services.a.image` has the wrong type; expected a string; found a number: 3"
        ),
        (
            "image: x\n    ports: [\"80:99999\"]",
            "compose.port: cannot read the port `80:99999` in `services.a.ports`: `99999` is no port (0 to 65535)"
        ),
        ("image: x\n    ports: [\"1-3:1-2\"]", "the ranges `1-3` and `1-2` have different lengths"),
        ("image: x\n    ports: [\"300.1.1.1:1:1\"]", "`300.1.1.1` is no IP address"),
        ("image: x\n    ports: [\"1/icmp\"]", "`icmp` is no protocol"),
        (
            "image: x\n    ports: [{ published: 1 }]",
            "compose.missing-key: an entry of `services.a.ports` has no `target` port"
        ),
        (
            "image: x\n    volumes: [\"ab::b\"]",
            "compose.volume: cannot read the mount `ab::b` in `services.a.volumes[0]`: there is nothing between two colons"
        ),
        ("image: x\n    volumes: [\"ab:/b:ro:x\"]", "there are too many colons"),
        (
            "image: x\n    volumes: [\"data:/b\"]",
            "compose.undefined-volume: the service `a` mounts the volume `data`, which is not defined; define it under `volumes:`, or write `./data` for a folder"
        ),
        (
            "image: x\n    volumes: [\"./a:/b\", \"./c:/d\", { type: bind, source: x, target: /d/ }]",
            "compose.conflict: `services.a.volumes` mounts `/d`, where something is mounted already"
        ),
        (
            "image: x\n    networks: [front]",
            "3:16 compose.undefined-network: the service `a` uses the network `front`, which is not defined"
        ),
        ("image: x\n    secrets: [s]", "compose.undefined-secret: the service `a` uses the secret `s`"),
        ("image: x\n    configs: [s]", "compose.undefined-config: the service `a` uses the config `s`"),
        (
            "image: x\n    depends_on: [b]",
            "3:18 compose.undefined-service: the service `a` depends on the service `b`, which is not there"
        ),
        (
            "image: x\n    depends_on: { a: { condition: healthy } }",
            "compose.value: `services.a.depends_on.a.condition` has a value that it cannot have; expected one of `service_started`, `service_healthy`"
        ),
        ("image: x\n    depends_on: [a]", "compose.dependency-cycle: services depend on each other in a circle: a → a"),
        (
            "ports: [80]",
            "2:3 compose.no-image: the service `a` has neither an image nor a build; add `image:` or `build:`"
        ),
        (
            "image: x\n    network_mode: host\n    networks: [default]",
            "compose.conflict: the service `a` has `network_mode` and `networks`"
        ),
        (
            "image: x\n    healthcheck: { test: [curl] }",
            "`services.a.healthcheck.test` has a wrong first item; expected `CMD`, `CMD-SHELL` or `NONE`; found `curl`"
        ),
        (
            "image: x\n    healthcheck: { interval: 10 }",
            "`services.a.healthcheck.interval` has the wrong type; expected a string"
        ),
        ("image: x\n    healthcheck: { interval: 10x }", "expected a duration with units: `30s`, `1m30s`; found `10x`"),
        ("image: x\n    mem_limit: lots", "expected a size: `512m`, `2g`, a number of bytes; found `lots`"),
        ("image: x\n    command: \"a 'b\"", "compose.command: cannot split `services.a.command` into words"),
        (
            "image: x\n    container_name: cc\n    scale: 2",
            "the service `a` has a `container_name` and more than one instance"
        ),
        (
            "image: x\n    scale: 2\n    deploy: { replicas: 3 }",
            "different numbers in `scale` and `deploy.replicas`; found 2 and 3"
        ),
        (
            "image: x\n    mem_limit: 1g\n    deploy: { resources: { limits: { memory: 2g } } }",
            "different amounts in `mem_limit` and `deploy.resources.limits.memory`"
        ),
        (
            "image: x\n    security_opt: [A, A]",
            "compose.duplicate-item: an item of `services.a.security_opt` stands there twice"
        ),
        (
            "image: x\n    env_file: absent.env",
            "3:15 compose.missing-file: cannot read the environment file `absent.env`; found nothing at /outside/outside/outside/outside/outside/outside/outside/outside/definition/absent.env"
        ),
        (
            "image: x\n    extra_hosts: [nothing]",
            "`nothing` in `services.a.extra_hosts` has no address; expected NAME=ADDRESS"
        ),
        ("image: x\n    environment: [\"A =1\"]", "the name `A ` in `services.a.environment` ends with a space"),
        ("image: x\n    devices: [\"a:b:c:d\"]", "compose.device: cannot read the device `a:b:c:d`"),
        ("image: x\n    extends: b", "compose.extends: `a` extends the service `b`, which is not in `compose.yaml`"),
        ("image: x\n    extends: { file: absent.yaml, service: b }", "cannot read the Compose file `absent.yaml`"),
        ("image: x\n    extends: a", "compose.extends-cycle: services extend each other in a circle: a → a"),
        (
            "build: { dockerfile: a, dockerfile_inline: b }",
            "`services.a.build` has `dockerfile` and `dockerfile_inline`"
        ),
        ("image: x\n    pull_policy: sometimes", "expected a pull policy"),
        ("image: x\n    x-valise: { wiht: b }", "`services.a.x-valise` has no attribute `wiht`; did you mean `with`?"),
        ("image: x\n    x-valise: { check: { every: 1s } }", "`services.a.x-valise.check` must have `http` or `tcp`"),
        ("image: x\n    expose: [1.5]", "an item of `services.a.expose` is no port"),
    ]) func aServiceIsRefused(text: String, message: String) {
        let refused = refusals(
            "services:\n  a:\n    \(text)\n".replacing("a:\n    ", with: "a:\n    "), files: ["compose.yaml"])
        // The text begins on line 3 of the file; the table counts from the service's key.
        let want = message.first?.isNumber == true ? shifted(message) : message
        #expect(refused.contains { $0.contains(want) }, "\(refused)")
    }

    private func shifted(_ message: String) -> String {
        let line = message.prefix { $0 != ":" }
        return "compose.yaml:\((Int(line) ?? 0) + (line == "2" && message.hasPrefix("2:3") ? 0 : 1))"
            + message.dropFirst(line.count)
    }

    @Test(arguments: [
        ("servces: {}", "compose.unknown-key: a Compose file has no key `servces`; did you mean `services`?"),
        ("services: { 'a b': { image: x } }", "compose.name: `a b` cannot be a name in `services`"),
        ("services: []", "`services` has the wrong type; expected a mapping; found a list"),
        ("services: { a: }", "`services.a` has the wrong type; expected a mapping; found nothing"),
        (
            "services: { a: { image: x } }\nsecrets: { s: {} }",
            "compose.source: `secrets.s` has no source; expected one of `file`, `environment`, or `external: true`"
        ),
        (
            "services: { a: { image: x } }\nconfigs: { s: { file: a, content: b } }",
            "`configs.s` has more than one source"
        ),
        (
            "services: { a: { image: x } }\nvolumes: { v: { external: true, driver: x } }",
            "compose.external: `volumes.v` is external, so it cannot have `driver`"
        ),
        (
            "services: { a: { image: x, container_name: cc }, b: { image: x, container_name: cc } }",
            "the services `a` and `b` have the same `container_name`"
        ),
        (
            "services: { a: { image: x, depends_on: [b] }, b: { image: x, links: [a] } }",
            "services depend on each other in a circle: a → b → a"
        ),
        (
            "services: { a: { image: x, depends_on: [b] }, b: { image: x, profiles: [p] } }",
            "the service `a` depends on the service `b`, which is in no active profile"
        ),
        ("include: [b.yaml]\nservices: { a: { image: x } }", "cannot read the Compose file `b.yaml`"),
        (
            "include: [compose.yaml]\nservices: { a: { image: x } }",
            "compose.include-cycle: files include each other in a circle: compose.yaml → compose.yaml"
        ),
        ("include: x\nservices: { a: { image: x } }", "`include` must be a list"),
    ]) func aFileIsRefused(text: String, message: String) {
        let refused = refusals(text)
        #expect(refused.contains { $0.contains(message) }, "\(refused)")
    }

    @Test func everythingIsToldAtOnceInTheOrderOfTheText() {
        let refused = refusals(
            "services:\n  a:\n    imgae: x\n    privileged: 3\n  b:\n    image: [x]\nvolume: {}\n")
        #expect(
            refused.map { $0.prefix { $0 != " " } } == [
                "compose.yaml:3:5", "compose.yaml:4:17", "compose.yaml:6:12", "compose.yaml:7:1",
            ])
        let second = refusals(
            "services:\n  a: { ports: [80], networks: [n], volumes: ['vol:/v'] }\n  b: { image: x, depends_on: [c] }\n")
        #expect(second.count == 4)
    }

    /// Wrong values and names that nobody defines are told in one go, unless the one may follow from the other.
    @Test func namesAreLookedAtBesideWrongValues() {
        let refused = refusals(
            "services:\n  web: { image: x, imgae: y, depends_on: [dbb], ports: ['80:x'] }\n  db: { image: y, networks: [n] }\n"
        )
        #expect(
            refused.map {
                String($0).split(separator: " ").prefix(2).joined(separator: " ")
            } == [
                "compose.yaml:2:20 compose.unknown-key:", "compose.yaml:2:43 compose.undefined-service:",
                "compose.yaml:2:57 compose.port:", "compose.yaml:3:30 compose.undefined-network:",
            ], "\(refused)")
        #expect(refusals("services:\n  web: { imgae: x, depends_on: [db] }\n  db: 3\n").count == 2)
        #expect(refusals("services:\n  a: { image: x, imgae: y, networks: [n] }\nnetworks: 3\n").count == 2)
    }

    @Test func linesAreShownOfEveryFile() {
        let files = [
            "base.yaml": "services:\n  base:\n    image: x\n    imgae: y\n",
            "inc.yaml": "services:\n  c: { image: [x] }\n",
            "a.env": "A=1\nB C=2\n",
        ]
        let text =
            "include: [inc.yaml]\nservices:\n  a:\n    extends: { file: base.yaml, service: base }\n    prots: []\n    environment: { TOKEN: geheim, X: [1] }\n"
        do {
            _ = try load(text, more: files)
            Issue.record("accepted")
        } catch {
            #expect(
                error.all.map {
                    "\($0.position?.file ?? "") \($0.source?.number ?? 0)|\($0.source?.text ?? "")|\($0.source?.caret ?? 0)"
                }
                    == [
                        "base.yaml 4|    imgae: y|4", "compose.yaml 5|    prots: []|4",
                        "compose.yaml 6|    environment: { TOKEN: ***|29", "inc.yaml 2|  c: { image: [x] }|14",
                    ])
        }
        do {
            _ = try load("services: { a: { image: x, env_file: a.env } }", more: files)
            Issue.record("accepted")
        } catch { #expect(error.all.first?.source?.text == "B C=2") }
    }

    @Test func problemsAcrossFilesNameTheirFile() {
        let base = "services: { a: { image: x, ports: [80] } }"
        let refused = refusals(
            base, more: ["over.yaml": "services:\n  a:\n    ports: { a: b }\n    nope: 1\n"],
            files: ["compose.yaml", "over.yaml"])
        #expect(
            refused == [
                "over.yaml:3:12 compose.merge: `services.a.ports` cannot be merged: it is a list in compose.yaml:1:35 and a mapping here; "
                    + "expected a list; found a mapping; use one form in all files, or replace it with `!override`",
                "over.yaml:4:5 compose.unknown-key: `services.a` has no attribute `nope`; keys of your own begin with `x-`",
            ])
        let conflict = refusals(
            "include: [b.yaml]\nservices:\n  a: { image: x }\n", more: ["b.yaml": "services: { a: { image: y } }"])
        #expect(
            conflict.first?.contains(
                "compose.yaml:3:3 compose.include-conflict: `services.a` is also in an included file, and differs; found the other one at b.yaml:1:13"
            ) == true, "\(conflict)")
    }

    @Test func oldFormsWarn() throws {
        let project = try load(
            "version: '3'\nservices: { a: { image: x, init: 'yes' } }\nvolumes: { v: { external: { name: w } } }")
        #expect(
            project.warnings.map(\.code).sorted { $0.rawValue < $1.rawValue } == [
                "compose.external-name", "compose.obsolete-version", "compose.old-boolean",
            ])
    }
}
