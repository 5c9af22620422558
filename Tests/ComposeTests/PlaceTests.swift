import Compose
import Testing
import Vocabulary

/// What stands in one file and is wrong in another is told where it is asked for.
@Suite struct PlaceTests {
    @Test func versionOneIsCalledByItsName() {
        #expect(
            refusals("web:\n  image: x\n  links: [db]\ndb:\n  image: y\n") == [
                "compose.yaml:1:1 compose.version-1: this is a Compose file of version 1: its services stand at the top; "
                    + "expected `services:` above them; found `web`, `db`; "
                    + "indent the services below a line `services:`; `links` and `volumes_from` work on"
            ])
        // Something unknown at the top alone does not make one.
        #expect(refusals("web: {command: x}\n").first?.contains("compose.unknown-key") ?? false)
    }

    @Test(arguments: [
        ("include: [other.yaml]\nservices: {}", "1:11 compose.missing-file: cannot read the Compose file `other.yaml`"),
        ("include: [folder]\nservices: {}", "1:11 test.folder"),
        ("services:\n  a:\n    image: x\n    env_file: folder", "4:15 test.folder"),
        ("services:\n  a:\n    image: x\n    label_file: folder", "4:17 test.folder"),
        (
            "services:\n  a:\n    image: x\n    env_file: [{path: e, format: yaml}]",
            "4:34 compose.env-file: `yaml` is no format of an environment file: e"
        ),
        ("include: [{path: [1]}]", "1:18 compose.wrong-type: `include.path` has the wrong type"),
    ])
    func otherFiles(text: String, message: String) {
        let found = refusals(text, more: ["e": "A=1\n"])
        #expect(found.contains { $0.hasPrefix("compose.yaml:" + message) }, "\(found)")
    }

    @Test(arguments: [
        (
            "include: [{path: o.yaml, pathh: x}]",
            "1:26 compose.unknown-key: `include` has no attribute `pathh`"
        ),
        (
            "include: [{env_file: []}]\nservices: {a: {image: x}}",
            "1:11 compose.include: an entry of `include` names no file"
        ),
        (
            "services: {a: {image: x, labels: {x-y: z}}}",
            "1:35 compose.extension: `services.a.labels.x-y` is taken for an extension, so there is no `x-y`"
        ),
    ])
    func warnings(text: String, message: String) throws {
        let project = try load(text, more: ["o.yaml": "services: {a: {image: x}}"])
        let found = project.warnings.map { "\($0.position.map { "\($0) " } ?? "")\($0.code): \($0.message)" }
        #expect(found.contains("compose.yaml:" + message), "\(found)")
    }

    /// All mistakes of an environment file, each where it stands; what comes after one is read as if the line were right.
    @Test func everyMistakeOfAnEnvironmentFile() {
        let file = "A=1\n  B C=2\nexport D='open\nE=${A\nF=\"${G:?must be}\"\nä!=3\nH:\n=x\nI J\nK=$A$L\n"
        let found = refusals("services:\n  a:\n    image: x\n    env_file: e\n", more: ["e": file])
        #expect(
            found.map { String($0.prefix { $0 != ";" }) } == [
                "e:2:3 compose.env-file: the name `B C` has a space in it",
                "e:3:10 compose.env-file: a quoted value does not end",
                "e:4:3 compose.interpolation: cannot read the variables of this line: `${` has no `}`",
                "e:5:3 compose.variable-required: the variable `G` must have a value: must be",
                "e:6:1 compose.env-file: a character that no variable's name can have stands in `ä!`",
                "e:9:1 compose.env-file: the name `I J` has a space in it",
            ])
    }

    /// Who has errors to mend sees what else is worth a look, too.
    @Test func warningsStandBesideErrors() {
        let text = "version: '3'\nservices:\n  a:\n    image: x:${TAG}\n    port: [80]\n"
        let problems = #expect(throws: Problems.self) { try load(text) }
        #expect(
            problems?.all.map { "\($0.position?.line ?? 0) \($0.severity) \($0.code)" } == [
                "1 warning compose.obsolete-version", "4 warning compose.variable-unset",
                "5 error compose.unknown-key",
            ])
    }

    @Test func whatJSONCannotSayHasAPlace() throws {
        let keys = try load("services:\n  a:\n    build:\n      context: .\n      ssh: [default, key=./id]\n")
        #expect(JSONForm.problems(of: keys)?.all.map(\.position?.line) == [5])
        #expect(try JSONForm.problems(of: load("services: {a: {image: x, cpus: 1.5}}")) == nil)
        let endless = try load("services: {a: {image: x}}\nx-limit: [1, .inf]\n")
        #expect(
            JSONForm.problems(of: endless)?.all.map(\.message) == [
                "`x-limit[1]` is no finite number, which has no JSON form"
            ])
    }

    @Test func yamlLeavesOutWhatIsShownInJSONOnly() throws {
        let text = """
            services:
              a:
                image: x
                deploy: {replicas: 2}
                blkio_config: {device_read_bps: [{path: /dev/a, rate: 1k}]}
              b: {image: x, command: [], deploy: {resources: {limits: {cpus: 1}}}}
            """
        let model = YAMLForm.of(try load(text))
        let service = model["services"]?["a"]
        #expect(service?.mapping?.keys.contains("command") == false)
        #expect(service?["deploy"]?.mapping?.keys == ["replicas"])
        #expect(service?["blkio_config"]?["device_read_bps"]?.list?.first?.mapping?.keys == ["path", "rate"])
        #expect(model["services"]?["b"]?["command"]?.list == [])
        #expect(model["services"]?["b"]?["deploy"]?.mapping?.keys == ["resources"])
        #expect(model["networks"]?["default"]?.mapping?.keys == ["name"])
    }
}
