import Vocabulary

/// Values that the reference fills in where a file says nothing: compose-go, `transform/defaults.go`.
struct Defaults {
    let findings: Findings

    enum Rule: Sendable { case build, secret, port, deviceRequest }

    static let rules: PathTable<Rule> = PathTable([
        "services.*.build": .build, "services.*.secrets.*": .secret, "services.*.ports.*": .port,
        "services.*.deploy.resources.reservations.devices.*": .deviceRequest, "services.*.gpus.*": .deviceRequest,
    ])

    func fill(_ tree: ComposeMapping) -> ComposeMapping {
        let whole = ComposeValue(.mapping(tree), at: SourcePosition(file: "", line: 1, column: 1))
        let result = PathTable.apply(Self.rules, to: whole) { rule, value, _ in
            guard var mapping = value.mapping else { return value }
            func fill(_ key: String, _ text: String) {
                if mapping[key] == nil { mapping[key] = value.with(.string(text)) }
            }
            switch rule {
            case .build: fill("context", ".")
            case .secret:
                if let source = mapping["source"] { fill("target", "/run/secrets/" + Forms.text(source)) }
            case .port:
                fill("protocol", "tcp")
                fill("mode", "ingress")
            case .deviceRequest: if mapping["device_ids"] == nil { fill("count", "all") }
            }
            return value.with(.mapping(mapping))
        }
        return result.mapping ?? tree
    }
}
