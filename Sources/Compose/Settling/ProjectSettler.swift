import Vocabulary

/// Puts the printed tree together.
struct ProjectSettler {
    let findings: Findings
    let name: String

    private static let kinds: [(String, [String: Form])] = [
        ("networks", Form.network), ("volumes", Form.volume), ("secrets", Form.fileObject),
        ("configs", Form.fileObject),
    ]

    func service(_ value: ComposeValue, _ name: String) -> ComposeValue {
        Settler(findings: findings).object(value, Form.service, "services.\(name)")
    }

    /// `scale` is the number of `deploy` too.
    func activeService(_ value: ComposeValue, _ name: String) -> ComposeValue {
        let service = service(value, name)
        guard var mapping = service.mapping, let scale = mapping["scale"], let deploy = mapping["deploy"],
            var deployed = deploy.mapping
        else { return service }
        deployed["replicas"] = scale
        mapping["deploy"] = deploy.with(.mapping(deployed))
        return service.with(.mapping(mapping))
    }

    /// Networks, volumes, secrets and configs, all of them.
    func objects(_ tree: ComposeMapping) -> [String: ComposeMapping] {
        var result: [String: ComposeMapping] = [:]
        for (kind, forms) in Self.kinds {
            result[kind] = (tree[kind]?.mapping ?? ComposeMapping()).compactMapValues { entry in
                Settler(findings: findings).object(entry.value, forms, "\(kind).\(entry.key)")
            }
        }
        return result
    }

    /// Models are printed as YAML only.
    func withModels(_ model: ComposeValue, _ tree: ComposeMapping) -> ComposeValue {
        let used = UsedObjects(model["services"]?.mapping ?? ComposeMapping()).names["models"] ?? []
        guard var mapping = model.mapping, let models = tree["models"], let given = models.mapping, !used.isEmpty else {
            return model
        }
        mapping["models"] = models.with(
            .mapping(
                given.compactMapValues {
                    used.contains($0.key)
                        ? Settler(findings: findings).object($0.value, Form.model, "models.\($0.key)") : nil
                }))
        return model.with(.mapping(mapping))
    }

    /// What `docker compose config` prints: active services, the objects that they use, top-level extensions.
    func canonical(active: ComposeMapping, objects: [String: ComposeMapping], tree: ComposeMapping) -> ComposeValue {
        let place = tree.entries.first?.keyPosition ?? SourcePosition(file: "", line: 1, column: 1)
        var result = ComposeMapping()
        result["name"] = ComposeValue(.string(name), at: place)
        result["services"] = ComposeValue(.mapping(active.sorted), at: tree["services"]?.position ?? place)
        let used = UsedObjects(active)
        for (kind, _) in Self.kinds {
            let needed = used.names[kind] ?? []
            let kept = (objects[kind] ?? ComposeMapping()).compactMapValues { entry -> ComposeValue? in
                guard needed.contains(entry.key) else { return nil }
                guard var object = entry.value.mapping, kind == "configs" || kind == "secrets" else {
                    return entry.value
                }
                // Where the content comes from a variable, the variable is printed and not its value.
                if object["environment"] != nil || kind == "secrets" { object["content"] = nil }
                return entry.value.with(.mapping(object))
            }
            if !kept.isEmpty { result[kind] = ComposeValue(.mapping(kept.sorted), at: tree[kind]?.position ?? place) }
        }
        for entry in tree.entries where entry.key.hasPrefix("x-") {
            result.set(
                .init(key: entry.key, keyPosition: entry.keyPosition, value: entry.value))
        }
        return ComposeValue(.mapping(result.sorted), at: place)
    }
}

/// The networks, volumes, secrets and configs that services name.
struct UsedObjects {
    private(set) var names: [String: Set<String>] = [:]

    init(_ services: ComposeMapping) {
        for entry in services.entries {
            let service = entry.value
            names["models", default: []].formUnion(service["models"]?.mapping?.keys ?? [])
            names["networks", default: []].formUnion(service["networks"]?.mapping?.keys ?? [])
            for mount in service["volumes"]?.list ?? [] where mount["type"]?.string == "volume" {
                if let source = mount["source"]?.string { names["volumes", default: []].insert(source) }
            }
            for (kind, list) in [
                ("secrets", service["secrets"]), ("secrets", service["build"]?["secrets"]),
                ("configs", service["configs"]),
            ] {
                names[kind, default: []].formUnion((list?.list ?? []).compactMap { $0["source"]?.string })
            }
        }
    }
}
