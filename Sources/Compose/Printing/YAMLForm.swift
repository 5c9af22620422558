/// The model as `docker compose config` prints it without `--format json`: what is empty and shown in JSON only is left out, and a few keys are written otherwise.
public enum YAMLForm {
    public static func of(_ model: ComposeValue) -> ComposeValue {
        PathTable.apply(rules, to: model, change)
    }

    private enum Rule: Sendable {
        /// These keys are left out where they have nothing in them.
        case without([String])
        case service, limit
    }

    private static let rules: PathTable<Rule> = PathTable([
        "services.*": .service, "networks.*": .without(["ipam"]),
    ])
    /// Below a service.
    private static let serviceRules: PathTable<Rule> = PathTable([
        "deploy": .without(["resources", "placement"]), "blkio_config.*.*": .limit,
        "post_start.*": .without(["command"]),
        "pre_stop.*": .without(["command"]),
    ])

    private static func change(_ rule: Rule, _ value: ComposeValue, _ path: String) -> ComposeValue {
        guard let mapping = value.mapping else { return value }
        switch rule {
        case .service:
            let inner = PathTable.descend(serviceRules, into: value, path: path, change)
            return without(["command", "entrypoint"], inner)
        case .without(let keys): return without(keys, value)
        case .limit:
            // The fields have no names of their own for JSON, so they stand in capitals there.
            return value.with(
                .mapping(
                    ComposeMapping(
                        mapping.entries.map {
                            .init(key: $0.key.lowercased(), keyPosition: $0.keyPosition, value: $0.value)
                        })))
        }
    }

    private static func without(_ keys: [String], _ value: ComposeValue) -> ComposeValue {
        guard var mapping = value.mapping else { return value }
        for key in keys where mapping[key].map({ $0.isNull || $0.mapping?.isEmpty ?? false }) ?? false {
            mapping[key] = nil
        }
        return value.with(.mapping(mapping))
    }
}
