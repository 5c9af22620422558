import Vocabulary

/// Reads `x-valise` of a service; unknown keys are problems.
struct ValiseExtensionReader {
    let findings: Findings

    private static let keys = ["with", "check", "on-scale", "run"]

    func read(_ value: ComposeValue, _ service: ServiceName) -> ValiseExtension {
        var result = ValiseExtension()
        result.position = value.position
        let path = "services.\(service).x-valise"
        guard let mapping = value.mapping else {
            if !value.isNull { wrong(value, path, "a mapping") }
            return result
        }
        unknown(mapping, Self.keys, path)
        result.with = name(mapping["with"], path + ".with")
        result.onScale = name(mapping["on-scale"], path + ".on-scale")
        if let run = mapping["run"] {
            result.run = run.string
            if run.string == nil { wrong(run, path + ".run", "the name of a hook: `before-upgrade`") }
        }
        if let check = mapping["check"] { result.check = self.check(check, path + ".check") }
        return result
    }

    private func check(_ value: ComposeValue, _ path: String) -> ValiseExtension.Check? {
        guard let mapping = value.mapping else {
            wrong(value, path, "a mapping with `http` or `tcp`")
            return nil
        }
        unknown(mapping, ["http", "tcp", "every", "start"], path)
        let every = duration(mapping["every"], path + ".every") ?? 1_000_000_000
        let start = duration(mapping["start"], path + ".start") ?? 0
        guard let probe = probe(mapping, value.position, path) else { return nil }
        return ValiseExtension.Check(probe: probe, every: every, start: start, position: value.position)
    }

    private func probe(_ mapping: ComposeMapping, _ position: SourcePosition, _ path: String) -> EndpointProbe? {
        switch (mapping["http"], mapping["tcp"]) {
        case (let http?, nil):
            if let probe = EndpointProbe(http: Forms.text(http)) { return probe }
            wrong(http, path + ".http", "the port in the container and a path: `8080/health`")
        case (nil, let tcp?):
            if let probe = EndpointProbe(tcp: Forms.text(tcp)) { return probe }
            wrong(tcp, path + ".tcp", "a port in the container: `5432`")
        default:
            findings.error(
                "compose.value", at: position, "`\(path)` must have `http` or `tcp`", expected: "one of them")
        }
        return nil
    }

    private func duration(_ value: ComposeValue?, _ path: String) -> Int64? {
        guard let value else { return nil }
        if let text = value.string, let duration = DurationText.parse(text), duration >= 0 { return duration }
        wrong(value, path, "a duration: `10s`")
        return nil
    }

    private func name(_ value: ComposeValue?, _ path: String) -> ServiceName? {
        guard let value else { return nil }
        if let name = value.string.flatMap(ServiceName.init) { return name }
        wrong(value, path, "the name of a service")
        return nil
    }

    private func unknown(_ mapping: ComposeMapping, _ keys: [String], _ path: String) {
        for entry in mapping.entries where !keys.contains(entry.key) {
            findings.error(
                "compose.unknown-key", at: entry.keyPosition, "`\(path)` has no attribute `\(entry.key)`",
                hint: NearestName.of(entry.key, among: keys).map { "did you mean `\($0)`?" })
        }
    }

    private func wrong(_ value: ComposeValue, _ path: String, _ expected: String) {
        findings.error(
            "compose.wrong-type", at: value.position, "`\(path)` has the wrong type or form", expected: expected,
            found: SchemaChecker.shown(value))
    }
}
