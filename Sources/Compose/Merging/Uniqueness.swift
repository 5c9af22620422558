import Vocabulary

/// Of two items of a list that say the same thing the later one counts, in the earlier one's place: compose-go, `override/uncity.go`.
struct Uniqueness {
    let findings: Findings

    /// What makes two items the same.
    enum Key: Sendable {
        /// `KEY` of `KEY=value`.
        case beforeEquals
        /// The path in the container.
        case mountTarget
        case deviceTarget
        /// The target of a config or secret, below a folder where only a name is given.
        case fileTarget(below: String)
        case exposed, port, environmentFile
    }

    static let table: PathTable<Key> = {
        var entries: [String: Key] = [
            "networks.*.labels": .beforeEquals, "networks.*.ipam.options": .beforeEquals,
            "services.*.devices": .deviceTarget, "services.*.configs": .fileTarget(below: ""),
            "services.*.secrets": .fileTarget(below: "/run/secrets"), "services.*.env_file": .environmentFile,
            "services.*.expose": .exposed, "services.*.ports": .port, "services.*.volumes": .mountTarget,
        ]
        for name in ["annotations", "build.args", "build.additional_contexts", "build.platform", "build.tags"]
            + ["build.labels", "cap_add", "cap_drop", "deploy.labels", "dns", "dns_opt", "dns_search", "environment"]
            + ["labels", "links", "networks.*.aliases", "networks.*.link_local_ips", "profiles", "sysctls", "tmpfs"]
        { entries["services.*." + name] = .beforeEquals }
        return PathTable(entries)
    }()

    func enforce(_ tree: ComposeMapping) -> ComposeMapping {
        let whole = ComposeValue(.mapping(tree), at: SourcePosition(file: "", line: 1, column: 1))
        let result = PathTable.apply(Self.table, to: whole) { key, value, path in
            guard let list = value.list else { return value }
            var result: [ComposeValue] = []
            var places: [String: Int] = [:]
            for item in list {
                guard let text = identity(item, key, path) else { continue }
                if let place = places[text] {
                    result[place] = item
                } else {
                    places[text] = result.count
                    result.append(item)
                }
            }
            var unique = value
            unique.content = .list(result)
            return unique
        }
        return result.mapping ?? tree
    }

    private func identity(_ item: ComposeValue, _ key: Key, _ path: String) -> String? {
        switch (key, item.content) {
        case (.beforeEquals, .string(let text)):
            return text.firstIndex(of: "=").map { String(text[..<$0]) } ?? text
        case (.mountTarget, .mapping), (.deviceTarget, .mapping):
            if let target = item["target"]?.string { return target }
            findings.error(
                "compose.missing-key", at: item.position, "an entry of `\(path)` has no `target`",
                expected: "the path in the container")
            return nil
        case (.mountTarget, .string(let text)):
            return (try? ShortVolume(parsing: text))?.target ?? text
        case (.deviceTarget, .string(let text)):
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            return String(parts.count > 1 ? parts[1] : parts[0])
        case (.fileTarget(let folder), .string(let text)): return folder + "/" + text
        case (.fileTarget(let folder), .mapping(let mapping)):
            return mapping["target"]?.string ?? folder + "/" + (mapping["source"].map(Forms.text) ?? "")
        case (.exposed, .string), (.exposed, .integer): return Forms.text(item)
        case (.exposed, _):
            findings.error(
                "compose.port", at: item.position, "an item of `\(path)` is no port",
                expected: "a whole number or a string",
                found: SchemaChecker.shown(item))
            return nil
        case (.port, .mapping(let mapping)):
            guard let target = mapping["target"] else {
                findings.error("compose.missing-key", at: item.position, "an entry of `\(path)` has no `target` port")
                return nil
            }
            let host = mapping["host_ip"].map(Forms.text) ?? "0.0.0.0"
            // A number and the same number as a text are two, as in the reference.
            let published = mapping["published"].map { "\($0.kind) \(Forms.text($0))" } ?? ""
            // A number with a fraction is never the same as one without, even where the fraction is 0.
            let port =
                if case .float = target.content { "\(target.kind) \(Forms.text(target))." } else { Forms.text(target) }
            return "\(host):\(published):\(port)/\(mapping["protocol"].map(Forms.text) ?? "tcp")"
        case (.port, .string), (.port, .integer): return Forms.text(item)
        case (.environmentFile, .string(let text)): return text
        case (.environmentFile, .mapping(let mapping)):
            if let path = mapping["path"]?.string { return path }
            findings.error("compose.missing-key", at: item.position, "an entry of `\(path)` has no `path`")
            return nil
        default:
            // The wrong type: kept for the checking stage, which says so.
            return "\(item.position) \(Forms.text(item))"
        }
    }
}
