import Vocabulary

/// What follows from the whole project: the default network, names, implied dependencies: compose-go, `loader/normalize.go`.
struct Normalizer {
    let projectName: String
    let environment: [String: String]

    func normalize(_ tree: ComposeMapping) -> ComposeMapping {
        var tree = tree
        var usesDefault = false
        if let services = tree["services"], let mapping = services.mapping {
            tree["services"] = services.with(
                .mapping(
                    mapping.compactMapValues { entry in
                        guard let service = entry.value.mapping else { return entry.value }
                        let normal = networks(service, at: entry.value, &usesDefault)
                        return entry.value.with(.mapping(self.service(normal, at: entry.value)))
                    }))
        }
        if usesDefault, tree["networks"]?["default"] == nil {
            let place = tree["services"]?.position ?? SourcePosition(file: "", line: 1, column: 1)
            var networks = tree["networks"]?.mapping ?? ComposeMapping()
            networks["default"] = ComposeValue(.null, at: place)
            tree["networks"] = ComposeValue(.mapping(networks), at: tree["networks"]?.position ?? place)
        }
        for kind in ["networks", "volumes", "configs", "secrets"] {
            guard let objects = tree[kind], let mapping = objects.mapping else { continue }
            tree[kind] = objects.with(.mapping(mapping.compactMapValues(named)))
        }
        return tree
    }

    /// An object without a name is called after its key.
    private func named(_ entry: ComposeMapping.Entry) -> ComposeValue {
        var object = entry.value.mapping ?? ComposeMapping()
        if object["name"]?.isNull ?? true {
            let isExternal =
                object["external"].map { ["true", "1", "t", "T", "TRUE", "True"].contains(Forms.text($0)) } ?? false
            object["name"] = ComposeValue(
                .string(isExternal ? entry.key : "\(projectName)_\(entry.key)"), at: entry.keyPosition)
        }
        return ComposeValue(.mapping(object), at: entry.keyPosition)
    }

    private func networks(
        _ service: ComposeMapping, at place: ComposeValue, _ usesDefault: inout Bool
    ) -> ComposeMapping {
        guard service["provider"] == nil, service["network_mode"] == nil else { return service }
        var service = service
        if let given = service["networks"]?.mapping, !given.isEmpty {
            if given.entry("default") != nil { usesDefault = true }
        } else {
            let attachment = place.with(.null)
            service["networks"] = place.mapping(of: [("default", attachment)])
            usesDefault = true
        }
        return service
    }

    private func service(_ service: ComposeMapping, at place: ComposeValue) -> ComposeMapping {
        var service = service
        if service["pull_policy"]?.string == "if_not_present" {
            service["pull_policy"] = service["pull_policy"]?.with(.string("missing"))
        }
        if let build = service["build"], var mapping = build.mapping {
            if mapping["context"]?.isNull ?? true { mapping["context"] = build.with(.string(".")) }
            if mapping["dockerfile"] == nil, mapping["dockerfile_inline"] == nil {
                mapping["dockerfile"] = build.with(.string("Dockerfile"))
            }
            if let arguments = mapping["args"] { mapping["args"] = resolved(arguments, .drop) }
            service["build"] = build.with(.mapping(mapping))
        }
        if let environment = service["environment"] { service["environment"] = resolved(environment, .keep) }
        if let volumes = service["volumes"], let list = volumes.list {
            service["volumes"] = volumes.with(
                .list(
                    list.map { mount in
                        guard var mapping = mount.mapping, let target = mapping["target"], let text = target.string
                        else { return mount }
                        mapping["target"] = target.with(.string(Paths.clean(text)))
                        return mount.with(.mapping(mapping))
                    }))
        }
        let dependencies = self.dependencies(service)
        if !dependencies.isEmpty {
            service["depends_on"] = ComposeValue(
                .mapping(dependencies), at: service["depends_on"]?.position ?? place.position)
        }
        return service
    }

    private func dependencies(_ service: ComposeMapping) -> ComposeMapping {
        var result = service["depends_on"]?.mapping ?? ComposeMapping()
        func imply(_ name: String, _ source: ComposeValue, restart: Bool) {
            guard result[name] == nil else { return }
            result[name] = source.mapping(of: [
                ("condition", source.with(.string("service_started"))), ("restart", source.with(.bool(restart))),
                ("required", source.with(.bool(true))),
            ])
        }
        for link in service["links"]?.list ?? [] {
            guard let text = link.string else { continue }
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            imply(parts.count == 2 ? String(parts[0]) : text, link, restart: true)
        }
        for namespace in ["network_mode", "ipc", "pid", "uts", "cgroup"] {
            if let value = service[namespace], let text = value.string, text.hasPrefix("service:") {
                imply(String(text.dropFirst("service:".count)), value, restart: true)
            }
        }
        for value in service["volumes_from"]?.list ?? [] {
            guard let text = value.string, !text.hasPrefix("container:") else { continue }
            imply(String(text.split(separator: ":", omittingEmptySubsequences: false)[0]), value, restart: false)
        }
        return result
    }

    private enum Empty { case keep, drop }

    /// Names without a value get the one of the environment.
    private func resolved(_ value: ComposeValue, _ empty: Empty) -> ComposeValue {
        switch value.content {
        case .mapping(let mapping):
            value.with(
                .mapping(
                    mapping.compactMapValues { entry in
                        guard entry.value.isNull else { return entry.value }
                        if let given = environment[entry.key] { return entry.value.with(.string(given)) }
                        return empty == .keep ? entry.value : nil
                    }))
        case .list(let list): self.resolved(list, of: value, empty)
        default: value
        }
    }

    /// A list of which nothing is left is nothing.
    private func resolved(_ list: [ComposeValue], of value: ComposeValue, _ empty: Empty) -> ComposeValue {
        let items = list.compactMap { item -> ComposeValue? in
            guard let text = item.string, !text.contains("=") else { return item }
            if let given = environment[text] { return item.with(.string("\(text)=\(given)")) }
            return empty == .keep ? item : nil
        }
        return value.with(items.isEmpty ? .null : .list(items))
    }
}
