import Vocabulary

/// What a string becomes where the attribute wants a number or a boolean: `replicas: "${N}"`.
enum Cast: Sendable {
    case integer, float, bool

    /// The attributes that compose-go casts (`loader/interpolate.go`).
    static let table: PathTable<Cast> = {
        var entries: [String: Cast] = [:]
        for name in ["cpu_count", "cpu_period", "cpu_quota", "cpu_rt_period", "cpu_rt_runtime", "cpu_shares"]
            + ["deploy.replicas", "deploy.update_config.parallelism", "deploy.rollback_config.parallelism"]
            + ["deploy.restart_policy.max_attempts", "deploy.placement.max_replicas_per_node", "healthcheck.retries"]
            + [
                "oom_score_adj", "pids_limit", "ports.*.target", "scale", "ulimits.*", "ulimits.*.hard",
                "ulimits.*.soft",
            ]
        { entries["services.*." + name] = .integer }
        for name in ["cpu_percent", "cpus", "deploy.update_config.max_failure_ratio"]
            + ["deploy.rollback_config.max_failure_ratio"]
        { entries["services.*." + name] = .float }
        for name in ["init", "healthcheck.disable", "oom_kill_disable", "privileged", "read_only", "stdin_open", "tty"]
            + ["volumes.*.read_only", "volumes.*.volume.nocopy"]
        { entries["services.*." + name] = .bool }
        for name in ["external", "internal", "attachable", "enable_ipv4", "enable_ipv6"] {
            entries["networks.*." + name] = .bool
        }
        for object in ["volumes", "secrets", "configs"] { entries[object + ".*.external"] = .bool }
        return PathTable(entries)
    }()

    func apply(_ value: ComposeValue, path: String, _ findings: Findings) -> ComposeValue {
        guard case .string(let text) = value.content else { return value }
        var result = value
        switch self {
        case .integer:
            if let number = Self.integer(text) { result.content = .integer(number) } else { fail("a whole number") }
        case .float:
            if let number = NumberText.parse(text) { result.content = .float(number) } else { fail("a number") }
        case .bool:
            if let bool = Self.bool(text) { result.content = .bool(bool) } else { fail("true or false") }
            if !["true", "false"].contains(text.lowercased()) {
                findings.warn(
                    "compose.old-boolean", at: value.position, "`\(text)` for a boolean in `\(path)` is not YAML 1.2",
                    hint: "write `true` or `false`")
            }
        }
        return result

        func fail(_ expected: String) {
            findings.error(
                "compose.wrong-type", at: value.position, "`\(path)` has the wrong type", expected: expected,
                found: text.isEmpty ? "an empty string" : "`\(text)`")
            // Of the right type, so that the same mistake is not told twice.
            result.content = self == .bool ? .bool(false) : .integer(0)
        }
    }

    static func integer(_ text: String) -> Int64? { Int64(text) }

    static func bool(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "true", "y", "yes", "on": true
        case "false", "n", "no", "off": false
        default: nil
        }
    }
}
