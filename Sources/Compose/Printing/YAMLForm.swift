/// The model as `docker compose config` prints it without `--format json`: in another order, with extensions and models, without what is empty and shown in JSON only.
public enum YAMLForm {
    public static func of(_ project: ComposeProject) -> ComposeValue {
        AttributeOrder.sorted(
            PathTable.apply(rules, to: project.extended, change), by: AttributeOrder.yaml, names: .natural)
    }

    /// For a model whose variables are left as they are: every key in the order of names.
    public static func uninterpolated(_ project: ComposeProject) -> ComposeValue {
        AttributeOrder.sorted(project.extended, by: nil, names: .natural)
    }

    private enum Rule: Sendable {
        /// These keys are left out where they have nothing in them.
        case without([String])
        case service, limit, ulimits, keys
    }

    private static let rules: PathTable<Rule> = PathTable([
        "services.*": .service, "networks.*": .without(["ipam"]),
    ])
    /// Below a service.
    private static let serviceRules: PathTable<Rule> = PathTable([
        "deploy": .without(["resources", "placement"]), "blkio_config.*.*": .limit,
        "post_start.*": .without(["command"]), "develop.watch.*": .without(["exec"]),
        "pre_stop.*": .without(["command"]), "ulimits": .ulimits, "build.ulimits": .ulimits,
        "build.ssh": .keys,
    ])

    private static func change(_ rule: Rule, _ value: ComposeValue, _ path: String) -> ComposeValue {
        if case .keys = rule {
            // `NAME: PATH`, as one text.
            return value.with(
                .list(
                    (value.list ?? []).map {
                        $0.with(.string(($0.string ?? "").replacing("=", with: ": ", maxReplacements: 1)))
                    }))
        }
        guard let mapping = value.mapping else { return value }
        switch rule {
        case .keys: return value
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
        case .ulimits:
            return value.with(
                .mapping(
                    mapping.compactMapValues { entry in
                        guard var limits = entry.value.mapping else { return entry.value }
                        for key in ["soft", "hard"] where limits[key] == nil {
                            limits[key] = entry.value.with(.integer(0))
                        }
                        return entry.value.with(
                            .mapping(ComposeMapping(limits.entries.filter { !$0.value.isExtension })))
                    }))
        }
    }

    private static func without(_ keys: [String], _ value: ComposeValue) -> ComposeValue {
        guard var mapping = value.mapping else { return value }
        for key in keys where mapping[key].map(isNothing) ?? false { mapping[key] = nil }
        return value.with(.mapping(mapping))
    }

    /// Nothing, or a mapping of nothing else.
    private static func isNothing(_ value: ComposeValue) -> Bool {
        value.isNull || value.mapping?.entries.allSatisfy { isNothing($0.value) } ?? false
    }
}
