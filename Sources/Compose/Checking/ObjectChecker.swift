import Vocabulary

/// Rules within one object that a schema cannot say: compose-go, `validation/`.
struct ObjectChecker {
    let findings: Findings

    private enum Rule: Sendable { case volume, config, secret, port, watchPath, deviceRequest }

    private static let rules: PathTable<Rule> = PathTable([
        "volumes.*": .volume, "configs.*": .config, "secrets.*": .secret, "services.*.ports.*": .port,
        "services.*.develop.watch.*.path": .watchPath,
        "services.*.deploy.resources.reservations.devices.*": .deviceRequest, "services.*.gpus.*": .deviceRequest,
    ])

    func check(_ tree: ComposeMapping) {
        let whole = ComposeValue(.mapping(tree), at: SourcePosition(file: "", line: 1, column: 1))
        _ = PathTable.apply(Self.rules, to: whole) { rule, value, path in
            check(rule, value, path)
            return value
        }
    }

    private func check(_ rule: Rule, _ value: ComposeValue, _ path: String) {
        switch rule {
        case .volume:
            guard value["external"]?.bool == true else { return }
            for entry in value.mapping?.entries ?? []
            where !["name", "external"].contains(entry.key) && !entry.key.hasPrefix("x-") {
                findings.error(
                    "compose.external", at: entry.keyPosition,
                    "`\(path)` is external, so it cannot have `\(entry.key)`",
                    hint: "remove `\(entry.key)` or `external`")
            }
        case .config: fileObject(value, path, ["file", "environment", "content"])
        case .secret: fileObject(value, path, ["file", "environment"])
        case .port:
            if let address = value["host_ip"]?.string, !IPAddress.isValid(address) {
                findings.error(
                    "compose.port", at: value["host_ip"]?.position, "`\(path).host_ip` is no IP address",
                    found: "`\(address)`")
            }
        case .watchPath:
            if value.string == "" { findings.error("compose.value", at: value.position, "`\(path)` is empty") }
        case .deviceRequest:
            if value["count"] != nil, value["device_ids"] != nil {
                findings.error(
                    "compose.device", at: value.position, "`\(path)` has `count` and `device_ids`",
                    expected: "one of them")
            }
        }
    }

    private func fileObject(_ value: ComposeValue, _ path: String, _ keys: [String]) {
        guard let object = value.mapping else { return }
        let given = keys.filter { object[$0] != nil }
        let names = keys.map { "`\($0)`" }.joined(separator: ", ")
        if given.count > 1 {
            findings.error(
                "compose.source", at: value.position, "`\(path)` has more than one source", expected: "one of \(names)",
                found: given.map { "`\($0)`" }.joined(separator: ", "))
        } else if given.isEmpty, object["driver"] == nil, object["external"] == nil {
            findings.error(
                "compose.source", at: value.position, "`\(path)` has no source",
                expected: "one of \(names), or `external: true`")
        }
    }
}
