import Vocabulary

/// Short forms → long forms: compose-go, `transform/`.
struct Canonicalizer {
    let findings: Findings
    /// With variables left in the text, a short form that cannot be read stays as it is.
    let interpolation: ComposeRequest.Interpolation

    enum Rule: Sendable {
        case fileGrant, text, keyValues, dependsOn, environmentFiles, list, extends, gpus, names, mount, device, ports
        case build, sshKeys, ulimit, object
    }

    static let rules: PathTable<Rule> = PathTable([
        "services.*.build": .build, "services.*.depends_on": .dependsOn, "services.*.env_file": .environmentFiles,
        "services.*.label_file": .list, "services.*.extends": .extends, "services.*.gpus": .gpus,
        "services.*.networks": .names, "services.*.models": .names, "services.*.volumes.*": .mount,
        "services.*.dns": .list, "services.*.devices.*": .device, "services.*.secrets.*": .fileGrant,
        "services.*.configs.*": .fileGrant, "services.*.ports": .ports, "services.*.ulimits.*": .ulimit,
        "services.*.develop.watch.*.ignore": .list, "services.*.develop.watch.*.include": .list,
        "volumes.*": .object, "networks.*": .object, "secrets.*": .object, "configs.*": .object,
    ])
    static let buildRules: PathTable<Rule> = PathTable([
        "secrets.*": .fileGrant, "provenance": .text, "sbom": .text, "additional_contexts": .keyValues,
        "ssh": .sshKeys, "ulimits.*": .ulimit,
    ])

    func canonical(_ tree: ComposeMapping) -> ComposeMapping {
        let whole = ComposeValue(.mapping(tree), at: SourcePosition(file: "", line: 1, column: 1))
        return PathTable.apply(Self.rules, to: whole, change).mapping ?? tree
    }

    private func change(_ rule: Rule, _ value: ComposeValue, _ path: String) -> ComposeValue {
        guard let directive = value.directive else { return longForm(rule, value, path) }
        // A base of an extension keeps its `!reset` and `!override` until it is merged over its own base.
        guard directive == .override else { return value }
        var result = longForm(rule, value, path)
        result.directive = directive
        return result
    }

    private func longForm(_ rule: Rule, _ value: ComposeValue, _ path: String) -> ComposeValue {
        func wrong(_ expected: String) -> ComposeValue {
            findings.error(
                "compose.wrong-type", at: value.position, "`\(path)` has the wrong type", expected: expected,
                found: SchemaChecker.shown(value))
            return value
        }
        func mapping(_ entries: [(String, ComposeValue)]) -> ComposeValue { value.mapping(of: entries) }
        switch (rule, value.content) {
        case (.build, .string): return mapping([("context", value)])
        case (.build, .mapping): return PathTable.descend(Self.buildRules, into: value, path: path, change)
        case (.build, _): return wrong("a string or a mapping")
        case (.fileGrant, .string): return mapping([("source", value)])
        case (.text, .string), (.text, .null): return value
        case (.text, _): return value.with(.string(Forms.text(value)))
        case (.list, .string): return value.with(.list([value]))
        case (.extends, .string): return mapping([("service", value)])
        case (.gpus, .string): return value.with(.list([mapping([("count", value.with(.string("all")))])]))
        case (.names, .list): return Forms.names(value).map { value.with(.mapping($0)) } ?? value
        case (.keyValues, .list(let list)): return keyValues(list, value, path)
        case (.sshKeys, .list(let list)): return sshKeys(list, value, path)
        case (.dependsOn, .list): return Forms.dependsOn(value).map { value.with(.mapping($0)) } ?? value
        case (.dependsOn, .mapping(let services)):
            return value.with(
                .mapping(
                    services.compactMapValues { entry in
                        guard var dependency = entry.value.mapping else { return entry.value }
                        if dependency["condition"] == nil {
                            dependency["condition"] = entry.value.with(.string("service_started"))
                        }
                        if dependency["required"] == nil { dependency["required"] = entry.value.with(.bool(true)) }
                        return entry.value.with(.mapping(dependency))
                    }))
        case (.environmentFiles, .string): return value.with(.list([environmentFile(value)]))
        case (.environmentFiles, .list(let list)): return value.with(.list(list.map(environmentFile)))
        case (.mount, .string(let text)): return mount(text, value, path)
        case (.device, .string(let text)): return device(text, value, path)
        case (.ports, .list(let list)): return value.with(.list(list.flatMap { ports($0, path) }))
        case (.ulimit, .integer), (.ulimit, .mapping): return value
        case (.ulimit, _): return wrong("a whole number, or a mapping with `soft` and `hard`")
        case (.object, .mapping(let object)): return external(object, value, path)
        default: return value
        }
    }

    private func keyValues(_ list: [ComposeValue], _ value: ComposeValue, _ path: String) -> ComposeValue {
        var entries: [(String, ComposeValue)] = []
        for item in list {
            guard let text = item.string, let equals = text.firstIndex(of: "=") else {
                if interpolation == .resolve {
                    findings.error(
                        "compose.value", at: item.position, "an item of `\(path)` has no value",
                        expected: "`NAME=VALUE`")
                }
                return value
            }
            entries.append((String(text[..<equals]), item.with(.string(String(text[text.index(after: equals)...])))))
        }
        return value.mapping(of: entries)
    }

    private func sshKeys(_ list: [ComposeValue], _ value: ComposeValue, _ path: String) -> ComposeValue {
        value.mapping(
            of: list.compactMap { item in
                guard let text = item.string else { return nil }
                if let equals = text.firstIndex(of: "=") {
                    return (String(text[..<equals]), item.with(.string(String(text[text.index(after: equals)...]))))
                }
                if text != "default" {
                    findings.error(
                        "compose.value", at: item.position, "an item of `\(path)` is no key",
                        expected: "`default` or `ID=PATH`",
                        found: "`\(text)`")
                }
                return (text, item.with(.null))
            })
    }

    private func environmentFile(_ item: ComposeValue) -> ComposeValue {
        switch item.content {
        case .string: return item.mapping(of: [("path", item), ("required", item.with(.bool(true)))])
        case .mapping(var file):
            if file["required"] == nil { file["required"] = item.with(.bool(true)) }
            return item.with(.mapping(file))
        default: return item
        }
    }

    private func mount(_ text: String, _ value: ComposeValue, _ path: String) -> ComposeValue {
        let volume: ShortVolume
        do {
            volume = try ShortVolume(parsing: text)
        } catch {
            if interpolation == .resolve {
                findings.error(
                    "compose.volume", at: value.position,
                    "cannot read the mount `\(text)` in `\(path)`: \(error.reason)",
                    expected: "SOURCE:TARGET[:OPTIONS]")
            }
            return value
        }
        var entries: [(String, ComposeValue)] = [("type", value.with(.string(volume.isBind ? "bind" : "volume")))]
        if let source = volume.source { entries.append(("source", value.with(.string(source)))) }
        if let target = volume.target { entries.append(("target", value.with(.string(Paths.clean(target))))) }
        if volume.readOnly { entries.append(("read_only", value.with(.bool(true)))) }
        var bind: [(String, ComposeValue)] = []
        if let selinux = volume.selinux { bind.append(("selinux", value.with(.string(selinux)))) }
        if let propagation = volume.propagation { bind.append(("propagation", value.with(.string(propagation)))) }
        // The engine makes a missing source for short forms only: what docker-compose 1 did.
        if volume.isBind { bind.append(("create_host_path", value.with(.bool(true)))) }
        if volume.isBind || !bind.isEmpty { entries.append(("bind", value.mapping(of: bind))) }
        if !volume.isBind, text.utf8.count > 2 || volume.noCopy {
            entries.append(
                ("volume", value.mapping(of: volume.noCopy ? [("nocopy", value.with(.bool(true)))] : [])))
        } else if volume.noCopy {
            entries.append(("volume", value.mapping(of: [("nocopy", value.with(.bool(true)))])))
        }
        return value.mapping(of: entries)
    }

    private func device(_ text: String, _ value: ComposeValue, _ path: String) -> ComposeValue {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 3 else {
            if interpolation == .resolve {
                findings.error(
                    "compose.device", at: value.position, "cannot read the device `\(text)` in `\(path)`",
                    expected: "SOURCE[:TARGET[:PERMISSIONS]]", hint: "use the long form with `source:` and `target:`")
            }
            return value
        }
        let target = parts.count > 1 && !parts[1].isEmpty ? parts[1] : parts[0]
        return value.mapping(of: [
            ("source", value.with(.string(parts[0]))), ("target", value.with(.string(target))),
            ("permissions", value.with(.string(parts.count > 2 ? parts[2] : "rwm"))),
        ])
    }

    private func ports(_ item: ComposeValue, _ path: String) -> [ComposeValue] {
        let text: String
        switch item.content {
        case .string(let string): text = string
        case .integer(let integer): text = String(integer)
        case .mapping: return [item]
        default:
            findings.error(
                "compose.wrong-type", at: item.position, "an item of `\(path)` has the wrong type",
                expected: "a string, a whole number or a mapping", found: SchemaChecker.shown(item))
            return []
        }
        do {
            return try ShortPort.parse(text).map { entry in
                var entries: [(String, ComposeValue)] = [("mode", item.with(.string("ingress")))]
                if let address = entry.hostAddress { entries.append(("host_ip", item.with(.string(address)))) }
                entries.append(("target", item.with(.integer(Int64(entry.target)))))
                if let published = entry.published { entries.append(("published", item.with(.string(published)))) }
                entries.append(("protocol", item.with(.string(entry.networkProtocol))))
                return item.mapping(of: entries)
            }
        } catch {
            guard interpolation == .resolve else { return [item] }
            findings.error(
                "compose.port", at: item.position, "cannot read the port `\(text)` in `\(path)`: \(error.reason)",
                expected: "[ADDRESS:][HOST:]CONTAINER[/PROTOCOL]")
            return []
        }
    }

    /// `external: {name: x}` → `external: true`, `name: x`
    private func external(_ object: ComposeMapping, _ value: ComposeValue, _ path: String) -> ComposeValue {
        guard let external = object["external"], let old = external.mapping else { return value }
        var object = object
        object["external"] = external.with(.bool(true))
        if let name = old["name"] {
            findings.warn(
                "compose.external-name", at: name.position, "`external.name` in `\(path)` is an old form",
                hint: "write `external: true` and `name:` beside it")
            if let given = object["name"] {
                if given.content != name.content {
                    findings.error(
                        "compose.external-name", at: name.position,
                        "`\(path)` has a `name` and another `external.name`",
                        hint: "keep only `name`")
                }
            } else {
                object["name"] = name
            }
        }
        return value.with(.mapping(object))
    }
}

extension ComposeValue {
    /// Another value at the same place.
    func with(_ content: Content) -> ComposeValue { ComposeValue(content, at: position) }
    /// A mapping at the same place, keys included.
    func mapping(of entries: [(String, ComposeValue)]) -> ComposeValue {
        with(.mapping(ComposeMapping(entries.map { .init(key: $0.0, keyPosition: position, value: $0.1) })))
    }
}
