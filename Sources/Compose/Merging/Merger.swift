import Vocabulary

/// Merges a later tree over an earlier one: Compose Specification, 13-merge.md, with compose-go's rules per attribute (`override/merge.go`).
struct Merger {
    let findings: Findings
    let directives: Directives

    /// Whether `!reset` and `!override` are used up by this merge.
    enum Directives { case keep, consume }

    /// How an attribute is merged where it is not the common way (mappings by key, lists appended, else the later one).
    enum Rule: Sendable {
        /// The later one counts.
        case replace
        /// Both as lists of `key=value`, appended.
        case sequence
        case extraHosts
        case build, dependsOn, logging, names, addressPools
    }

    static let rules: PathTable<Rule> = {
        var entries: [String: Rule] = ["networks.*.ipam.config": .addressPools]
        for path in ["networks.*.labels", "volumes.*.labels"] { entries[path] = .sequence }
        for name in ["annotations", "build.args", "build.additional_contexts", "build.labels", "deploy.labels", "dns"]
            + ["dns_opt", "dns_search", "env_file", "label_file", "environment", "labels", "sysctls", "tmpfs"]
            + ["volumes.*.volume.labels"]
        { entries["services.*." + name] = .sequence }
        for name in ["command", "entrypoint", "healthcheck.test", "ulimits.*"] {
            entries["services.*." + name] = .replace
        }
        entries["services.*.build"] = .build
        entries["services.*.build.extra_hosts"] = .extraHosts
        entries["services.*.extra_hosts"] = .extraHosts
        entries["services.*.depends_on"] = .dependsOn
        entries["services.*.logging"] = .logging
        entries["services.*.models"] = .names
        entries["services.*.networks"] = .names
        return PathTable(entries)
    }()

    /// Merges whole files.
    func merge(_ base: ComposeMapping, _ over: ComposeMapping) -> ComposeMapping {
        mappings(base, over, Self.rules, path: "")
    }

    /// Merges what a service extends with the service.
    func mergeService(_ base: ComposeMapping, _ over: ComposeMapping, path: String) -> ComposeMapping {
        mappings(base, over, Self.rules.below("services")?.below(""), path: path)
    }

    private func mappings(
        _ base: ComposeMapping, _ over: ComposeMapping, _ table: PathTable<Rule>?, path: String
    ) -> ComposeMapping {
        var result = base
        for entry in over.entries {
            let next = path.isEmpty ? entry.key : path + "." + entry.key
            if let directive = entry.value.directive {
                switch (directive, directives) {
                case (.reset, .consume): result[entry.key] = nil
                case (.override, .consume):
                    result.set(.init(key: entry.key, keyPosition: entry.keyPosition, value: settled(entry.value)))
                case (_, .keep): result.set(entry)
                }
            } else if let old = result[entry.key] {
                result[entry.key] = values(old, entry.value, table?.below(entry.key), path: next)
            } else {
                result.set(.init(key: entry.key, keyPosition: entry.keyPosition, value: settled(entry.value)))
            }
        }
        return result
    }

    /// The value with the directives inside obeyed: there is nothing below it to reset or override.
    private func settled(_ value: ComposeValue) -> ComposeValue {
        guard directives == .consume else { return value }
        var result = value
        result.directive = nil
        switch value.content {
        case .mapping(let mapping):
            result.content = .mapping(
                mapping.compactMapValues { $0.value.directive == .reset ? nil : settled($0.value) })
        case .list(let list): result.content = .list(list.map(settled))
        default: break
        }
        return result
    }

    private func values(
        _ base: ComposeValue, _ over: ComposeValue, _ table: PathTable<Rule>?, path: String
    ) -> ComposeValue {
        if let rule = table?.value { return special(rule, base, over, table, path: path) }
        if over.isNull { return base }
        switch (base.content, over.content) {
        case (.mapping(let left), .mapping(let right)):
            return ComposeValue(.mapping(mappings(left, right, table, path: path)), at: over.position)
        case (.list(let left), .list(let right)):
            return ComposeValue(.list(left + right.map(settled)), at: over.position)
        case (.mapping, _), (.list, _):
            findings.error(
                "compose.merge", at: over.position,
                "`\(path)` cannot be merged: it is \(base.kind) in \(base.position) and \(over.kind) here",
                expected: base.kind, found: over.kind, hint: "use one form in all files, or replace it with `!override`"
            )
            return base
        default: return settled(over)
        }
    }

    private func special(
        _ rule: Rule, _ base: ComposeValue, _ over: ComposeValue, _ table: PathTable<Rule>?, path: String
    ) -> ComposeValue {
        switch rule {
        case .replace: return settled(over)
        case .sequence:
            return ComposeValue(
                .list(Forms.sequence(base) + Forms.sequence(settled(over))),
                at: over.isNull ? base.position : over.position)
        case .extraHosts:
            let left = Forms.sequence(base)
            let known = Set(left.map(\.content))
            return ComposeValue(
                .list(left + Forms.sequence(settled(over)).filter { !known.contains($0.content) }), at: over.position)
        case .build: return merged(base, over, table, path: path, asMapping: Forms.build)
        case .dependsOn: return merged(base, over, table, path: path, asMapping: Forms.dependsOn)
        case .names: return merged(base, over, table, path: path, asMapping: Forms.names)
        case .logging:
            let left = base["driver"]?.content
            let right = over["driver"]?.content
            guard base.mapping != nil, over.mapping != nil else { return settled(over) }
            if left == right || left == nil || right == nil {
                return merged(base, over, table, path: path) { $0.mapping }
            }
            return settled(over)
        case .addressPools: return addressPools(base, over, table, path: path)
        }
    }

    private func merged(
        _ base: ComposeValue, _ over: ComposeValue, _ table: PathTable<Rule>?, path: String,
        asMapping: (ComposeValue) -> ComposeMapping?
    ) -> ComposeValue {
        // What is neither form stays for the checking stage to refuse.
        guard let left = asMapping(base) else { return base.isNull ? settled(over) : base }
        guard let right = asMapping(over) else { return over.isNull ? base : settled(over) }
        return ComposeValue(.mapping(mappings(left, right, table, path: path)), at: over.position)
    }

    /// Pools are merged by their subnet, others are added.
    private func addressPools(
        _ base: ComposeValue, _ over: ComposeValue, _ table: PathTable<Rule>?, path: String
    ) -> ComposeValue {
        guard let left = base.list, let right = over.list else { return settled(over) }
        var pools: [ComposeValue] = []
        func place(_ pool: ComposeValue) -> Int? {
            pools.firstIndex { $0["subnet"]?.content == pool["subnet"]?.content }
        }
        for original in left {
            for override in right.map(settled) {
                if override["subnet"]?.content != original["subnet"]?.content, place(override) == nil {
                    pools.append(override)
                    continue
                }
                guard let base = original.mapping, let over = override.mapping else { continue }
                let pool = ComposeValue(.mapping(mappings(base, over, nil, path: path)), at: override.position)
                if let index = place(pool) { pools[index] = pool } else { pools.append(pool) }
            }
        }
        return ComposeValue(.list(pools), at: over.position)
    }
}
