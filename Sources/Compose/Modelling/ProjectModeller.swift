import Vocabulary

/// The settled tree → the typed model.
struct ProjectModeller {
    let findings: Findings
    let projectDirectory: AbsolutePath
    /// Before settling: with what is not printed (`env_file`, `x-…`, variables' values).
    let raw: ComposeMapping
    let canonical: ComposeValue
    let extended: ComposeValue

    func model(
        name: String, active: ComposeMapping, inactive: ComposeMapping, objects: [String: ComposeMapping]
    ) -> ComposeProject {
        let used = UsedObjects(active).names
        func kept(_ kind: String) -> [ComposeMapping.Entry] {
            (objects[kind] ?? ComposeMapping()).sorted.entries.filter { used[kind]?.contains($0.key) ?? false }
        }
        let all = raw["services"]?.mapping?.entries ?? []
        let profiles = Set(all.flatMap { $0.value["profiles"]?.list?.compactMap(\.string) ?? [] })
        let modeller = ServiceModeller(findings: findings, projectDirectory: projectDirectory)
        func services(_ mapping: ComposeMapping) -> [ComposeService] {
            mapping.sorted.entries.compactMap { modeller.service($0, raw: raw["services"]?[$0.key]) }
        }
        return ComposeProject(
            name: name, services: services(active), inactiveServices: services(inactive),
            networks: kept("networks").map(network), volumes: kept("volumes").map(volume),
            secrets: kept("secrets").map { fileObject($0, "secrets") },
            configs: kept("configs").map { fileObject($0, "configs") }, profiles: profiles.sorted(),
            extensions: Dictionary(
                raw.entries.filter { $0.key.hasPrefix("x-") }.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 }),
            canonical: canonical, extended: extended, warnings: [], filesRead: [])
    }

    private func network(_ entry: ComposeMapping.Entry) -> ComposeNetwork {
        let value = entry.value
        var network = ComposeNetwork(
            key: entry.key, name: value.text("name") ?? entry.key, isExternal: value.flag("external") ?? false,
            position: entry.keyPosition)
        network.driver = value.text("driver")
        network.driverOptions = value.pairs("driver_opts")
        network.labels = value.pairs("labels")
        network.isInternal = value.flag("internal") ?? false
        network.attachable = value.flag("attachable") ?? false
        network.enableIPv4 = value.flag("enable_ipv4")
        network.enableIPv6 = value.flag("enable_ipv6")
        if let ipam = value["ipam"], let given = raw["networks"]?[entry.key]?["ipam"], !given.isNull {
            var management = ComposeNetwork.AddressManagement()
            management.driver = ipam.text("driver")
            management.options = given.pairs("options")
            management.pools = ipam.items("config").map { item in
                var pool = ComposeNetwork.Pool()
                pool.subnet = item.text("subnet")
                pool.range = item.text("ip_range")
                pool.gateway = item.text("gateway")
                pool.auxiliaryAddresses = item.pairs("aux_addresses")
                return pool
            }
            network.ipam = management
        }
        return network
    }

    private func volume(_ entry: ComposeMapping.Entry) -> ComposeVolume {
        let value = entry.value
        var volume = ComposeVolume(
            key: entry.key, name: value.text("name") ?? entry.key, isExternal: value.flag("external") ?? false,
            position: entry.keyPosition)
        volume.driver = value.text("driver")
        volume.driverOptions = value.pairs("driver_opts")
        volume.labels = value.pairs("labels")
        return volume
    }

    private func fileObject(_ entry: ComposeMapping.Entry, _ kind: String) -> ComposeFileObject {
        let value = entry.value
        let given = raw[kind]?[entry.key]
        let source: ComposeFileObject.Source
        if value.flag("external") == true {
            source = .external
        } else if let file = given?["file"], let path = file.string {
            source = .file(
                written: file.written ?? path,
                SourceLocator(projectDirectory: projectDirectory).locate(path, written: file.written))
        } else if let variable = value.text("environment") {
            let content = kind == "configs" ? given?["content"] : given?[EnvironmentResolver.secretValue]
            source = .environment(name: variable, value: content?.string.map(Secret.init))
        } else if let content = given?["content"]?.string {
            source = .content(content)
        } else {
            source = .driver(value.text("driver") ?? value.text("template_driver") ?? "")
        }
        var object = ComposeFileObject(
            key: entry.key, name: value.text("name") ?? entry.key, source: source, position: entry.keyPosition)
        object.labels = value.pairs("labels")
        return object
    }
}

/// Where a path of the host lies, seen from the definition.
struct SourceLocator {
    let projectDirectory: AbsolutePath

    /// `path` is resolved; `written` as the file has it.
    func locate(_ path: String, written: String?) -> ComposeService.Bind.Source {
        let absolute = AbsolutePath(path, relativeTo: projectDirectory)
        let text = written ?? path
        guard !text.hasPrefix("/"), !text.hasPrefix("~"), !Paths.isWindowsAbsolute(text) else {
            return .absolute(absolute)
        }
        if absolute == projectDirectory { return .projectDirectory }
        return absolute.below(projectDirectory).map { .project($0) } ?? .outside(absolute)
    }
}
