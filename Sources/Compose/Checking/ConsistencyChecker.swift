import Vocabulary

/// Rules between attributes, services and objects: compose-go, `loader/validate.go`. Active services only.
struct ConsistencyChecker {
    let findings: Findings
    let tree: ComposeMapping
    let active: ComposeMapping
    let inactive: ComposeMapping

    func check() {
        for entry in active.entries {
            guard let service = entry.value.mapping else { continue }
            source(entry, service)
            references(entry.key, service)
            amounts(entry, service)
            mounts(entry.key, service)
        }
        for entry in tree["secrets"]?.mapping?.entries ?? [] {
            guard let secret = entry.value.mapping, secret["external"]?.bool != true else { continue }
            if (secret["file"]?.string ?? "").isEmpty, (secret["environment"]?.string ?? "").isEmpty {
                findings.error(
                    "compose.source", at: entry.keyPosition, "the secret `\(entry.key)` has no source",
                    expected: "`file` or `environment`")
            }
        }
        containerNames()
        DependencyCycle.report(active, findings)
    }

    private func containerNames() {
        var owners: [String: ComposeMapping.Entry] = [:]
        for entry in active.sorted.entries {
            guard let value = entry.value["container_name"], let name = value.string, !name.isEmpty else { continue }
            if let first = owners[name] {
                findings.error(
                    "compose.conflict", at: value.position,
                    "the services `\(first.key)` and `\(entry.key)` have the same `container_name`",
                    expected: "names that are unique", found: "`\(name)` twice")
            } else {
                owners[name] = entry
            }
        }
    }

    /// The profiles of a service that none of the active ones is among.
    private func profiles(of name: String) -> String {
        let names = inactive[name]?["profiles"]?.list?.compactMap(\.string) ?? []
        return names.isEmpty
            ? "its profile"
            : (names.count == 1 ? "its profile " : "one of its profiles ")
                + names.map { "`\($0)`" }.joined(separator: ", ")
    }

    /// A service that has what this one has not.
    private func near(_ name: String) -> String? {
        NearestName.of(
            name,
            among: active.entries.filter { $0.key != name && ($0.value["image"] ?? $0.value["build"]) != nil }.map(
                \.key))
    }

    private func source(_ entry: ComposeMapping.Entry, _ service: ComposeMapping) {
        let build = service["build"]
        if build == nil, (service["image"]?.string ?? "").isEmpty, service["provider"] == nil {
            findings.error(
                "compose.no-image", at: entry.keyPosition,
                "the service `\(entry.key)` has neither an image nor a build",
                hint: "add `image:` or `build:`"
                    + (near(entry.key).map { "; if this is to change another service, did you mean `\($0)`?" } ?? ""))
        }
        guard let build else { return }
        if !(build["dockerfile"]?.string ?? "").isEmpty, let inline = build["dockerfile_inline"], inline.string != "" {
            findings.error(
                "compose.conflict", at: inline.position,
                "`services.\(entry.key).build` has `dockerfile` and `dockerfile_inline`", expected: "one of them")
        }
        for context in build["additional_contexts"]?.mapping?.entries ?? [] {
            guard let text = context.value.string, text.hasPrefix("service:") else { continue }
            let name = String(text.dropFirst("service:".count))
            if active[name]?["build"] == nil {
                findings.error(
                    "compose.undefined-service", at: context.value.position,
                    "`services.\(entry.key).build.additional_contexts.\(context.key)` names the service `\(name)`, which "
                        + (active[name] == nil ? "is not there" : "is not built"))
            }
        }
        let platforms = (build["platforms"]?.list ?? []).compactMap(\.string)
        if let platform = service["platform"]?.string, !platform.isEmpty, !platforms.isEmpty,
            !platforms.contains(platform)
        {
            findings.error(
                "compose.conflict", at: build["platforms"]?.position,
                "`services.\(entry.key).build.platforms` does not hold the service's `platform`",
                expected: "`\(platform)` among them")
        }
    }

    private func references(_ name: String, _ service: ComposeMapping) {
        if let mode = service["network_mode"], !(mode.string ?? "").isEmpty {
            if let networks = service["networks"]?.mapping, !networks.isEmpty {
                findings.error(
                    "compose.conflict", at: mode.position, "the service `\(name)` has `network_mode` and `networks`",
                    expected: "one of them")
            }
            if let text = mode.string, text.hasPrefix("service:") {
                defined(
                    String(text.dropFirst(8)), in: active, "service", mode.position,
                    "`services.\(name).network_mode` names")
            }
        }
        for entry in service["depends_on"]?.mapping?.entries ?? [] where active[entry.key] == nil {
            if inactive[entry.key] != nil, entry.value["required"]?.bool == false { continue }
            let isInactive = inactive[entry.key] != nil
            findings.error(
                "compose.undefined-service", at: entry.keyPosition,
                "the service `\(name)` depends on the service `\(entry.key)`, which "
                    + (isInactive ? "is in no active profile" : "is not there"),
                hint: isInactive
                    ? "activate \(profiles(of: entry.key)), or write `required: false`"
                    : NearestName.of(entry.key, among: active.keys).map { "did you mean `\($0)`?" })
        }
        for entry in service["networks"]?.mapping?.entries ?? [] {
            defined(
                // A network whose name is an extension's key cannot be used; see ``ExtensionKeys``.
                entry.key.hasPrefix("x-") ? ExtensionKeys.together : entry.key, in: tree["networks"]?.mapping,
                "network", entry.keyPosition, "the service `\(name)` uses")
        }
        for mount in service["volumes"]?.list ?? [] where mount["type"]?.string == "volume" {
            guard let source = mount["source"], let key = source.string, !key.isEmpty else { continue }
            defined(key, in: tree["volumes"]?.mapping, "volume", source.position, "the service `\(name)` mounts")
        }
        for (kind, list) in [
            ("secret", service["build"]?["secrets"]), ("config", service["configs"]), ("secret", service["secrets"]),
        ] {
            for grant in list?.list ?? [] {
                let key = grant["source"].map(Forms.text) ?? ""
                defined(key, in: tree[kind + "s"]?.mapping, kind, grant.position, "the service `\(name)` uses")
            }
        }
        for entry in service["models"]?.mapping?.entries ?? [] {
            defined(
                entry.key.hasPrefix("x-") ? ExtensionKeys.together : entry.key, in: tree["models"]?.mapping, "model",
                entry.keyPosition, "the service `\(name)` uses")
        }
        if let test = service["healthcheck"]?["test"], let first = test.list?.first?.string,
            !["CMD", "CMD-SHELL", "NONE"].contains(first)
        {
            findings.error(
                "compose.healthcheck", at: test.position, "`services.\(name).healthcheck.test` has a wrong first item",
                expected: "`CMD`, `CMD-SHELL` or `NONE`", found: "`\(first)`")
        }
        for watch in service["develop"]?["watch"]?.list ?? [] {
            if (watch["target"]?.string ?? "").isEmpty, let action = watch["action"]?.string,
                !["rebuild", "restart"].contains(action)
            {
                findings.error(
                    "compose.missing-key", at: watch.position,
                    "an entry of `services.\(name).develop.watch` has no `target`", expected: "a path in the container")
            }
        }
    }

    private func defined(
        _ key: String, in objects: ComposeMapping?, _ kind: String, _ position: SourcePosition, _ what: String
    ) {
        guard objects?.entry(key) == nil else { return }
        let near = NearestName.of(key, among: objects?.keys ?? []).map { "did you mean `\($0)`?" }
        switch kind {
        case "network":
            findings.error(
                "compose.undefined-network", at: position, "\(what) the network `\(key)`, which is not defined",
                hint: near ?? "define it under `networks:`")
        case "volume":
            findings.error(
                "compose.undefined-volume", at: position, "\(what) the volume `\(key)`, which is not defined",
                hint: near ?? "define it under `volumes:`, or write `./\(key)` for a folder")
        case "service":
            findings.error(
                "compose.undefined-service", at: position, "\(what) the service `\(key)`, which is not there",
                hint: near)
        case "secret":
            findings.error(
                "compose.undefined-secret", at: position, "\(what) the secret `\(key)`, which is not defined",
                hint: near ?? "define it under `secrets:`")
        case "config":
            findings.error(
                "compose.undefined-config", at: position, "\(what) the config `\(key)`, which is not defined",
                hint: near ?? "define it under `configs:`")
        default:
            findings.error(
                "compose.undefined-model", at: position, "\(what) the model `\(key)`, which is not defined", hint: near)
        }
    }

    private func amounts(_ entry: ComposeMapping.Entry, _ service: ComposeMapping) {
        let name = entry.key
        let scale = service["scale"]?.integer
        let replicas = service["deploy"]?["replicas"]?.integer
        if let scale, let replicas, scale != replicas {
            findings.error(
                "compose.conflict", at: service["scale"]?.position,
                "`services.\(name)` has different numbers in `scale` and `deploy.replicas`",
                found: "\(scale) and \(replicas)")
        }
        for (value, path) in [(service["scale"], "scale"), (service["deploy"]?["replicas"], "deploy.replicas")] {
            if let number = value?.integer, number < 0 {
                findings.error(
                    "compose.value", at: value?.position, "`services.\(name).\(path)` is negative", found: "\(number)")
            }
        }
        if scale ?? replicas ?? 1 > 1, let container = service["container_name"], container.string != "" {
            findings.error(
                "compose.conflict", at: container.position,
                "the service `\(name)` has a `container_name` and more than one instance",
                expected: "names that are unique",
                hint: "remove `container_name`")
        }
        let limits = service["deploy"]?["resources"]?["limits"]
        let reservations = service["deploy"]?["resources"]?["reservations"]
        let pairs: [(String, String, ComposeValue?, ComposeValue?, (ComposeValue) -> Double?)] = [
            ("cpus", "limits.cpus", limits, limits?["cpus"], Self.number),
            ("mem_limit", "limits.memory", limits, limits?["memory"], Self.bytes),
            ("mem_reservation", "reservations.memory", reservations, reservations?["memory"], Self.bytes),
            ("pids_limit", "limits.pids", limits, limits?["pids"], Self.number),
        ]
        for (old, new, group, deployed, read) in pairs {
            guard group != nil, let own = service[old], let value = read(own), value != 0 else { continue }
            if deployed.flatMap(read) ?? 0 != value {
                findings.error(
                    "compose.conflict", at: own.position,
                    "`services.\(name)` has different amounts in `\(old)` and `deploy.resources.\(new)`",
                    expected: "the same, or only one of them")
            }
        }
    }

    private static func number(_ value: ComposeValue) -> Double? {
        NumberText.parse(Forms.text(value)).flatMap { Double("\(Float($0))") }
    }
    private static func bytes(_ value: ComposeValue) -> Double? {
        if let number = value.integer { return Double(number) }
        return value.string.flatMap(SizeText.parse).map(Double.init)
    }

    private func mounts(_ name: String, _ service: ComposeMapping) {
        var targets: [String: SourcePosition] = [:]
        func claim(_ target: String, _ position: SourcePosition, _ what: String) {
            if let first = targets.updateValue(position, forKey: target) {
                findings.error(
                    "compose.conflict", at: position,
                    "`services.\(name).\(what)` mounts `\(target)`, where something is mounted already",
                    found: "the other one at \(first)")
            }
        }
        let tmpfs = service["tmpfs"]
        for item in tmpfs?.list ?? tmpfs.map({ [$0] }) ?? [] {
            guard let text = item.string else { continue }
            claim(String(text.split(separator: ":", omittingEmptySubsequences: false)[0]), item.position, "tmpfs")
        }
        for mount in service["volumes"]?.list ?? [] {
            claim(mount["target"]?.string ?? "", mount.position, "volumes")
        }
    }
}
