import Vocabulary

/// The checks of one host for what is to be put on it.
struct PlacementChecks {
    let facts: HostFacts
    let context: CheckContext
    let state: DesiredState
    let placement: Placement
    /// How the cluster publishes ports; `nil` for a lone host.
    let publishing: ClusterPublishing?
    /// Services that are there already, with ports on every host.
    let mesh: [EngineFacts.Service]

    var machine: MachineFacts { facts.machine }
    var engine: EngineFacts? {
        if case .reached(let engine) = facts.engine { engine } else { nil }
    }
    /// Services that this host may run.
    var services: [DesiredService] {
        state.services.filter { placement.hosts(of: $0.name).contains(facts.name) }
    }
    var images: [BundledImage] {
        let used = Set(services.map(\.image))
        return state.images.filter { used.contains($0.reference) }
    }

    /// `nil` for checks that the first look has made for good, and where there is no engine.
    func finding(_ id: CheckID) -> Finding? {
        switch id {
        case .platform: platform()
        case .diskEngine:
            engine.map { TargetChecks(facts: facts, context: context).diskEngine($0, images: images) }
        case .cgroupMemory:
            engine.map {
                TargetChecks(facts: facts, context: context).memoryLimits(
                    $0, isAsked: services.contains(where: setsMemory))
            }
        case .ports: PortChecks(checks: self).finding()
        case .addressPools:
            engine.map { AddressChecks(state: state, engine: $0, machine: machine, context: context).finding() }
        case .binds: binds()
        case .engineFiles: engine.flatMap(engineFiles)
        case .namesContainers: engine.map(containerNames)
        case .namesNetworks: engine.map(networkNames)
        case .namesVolumes: engine.map(volumeNames)
        case .namesTags: engine.map(tags)
        case .hosts, .applications, .engineReachable, .engineVersion, .storageDriver, .kernel, .memory,
            .cpus, .power, .clock, .clocks, .swarm, .clusterMachines, .clusterEngines, .clusterPorts, .pathMTU, .ipvs,
            .clusterPools,
            .stateWritable, .stateFsync, .diskState:
            nil
        }
    }

    private func setsMemory(_ service: DesiredService) -> Bool {
        service.containers.contains { $0.specification.host.memory != nil || $0.specification.host.memorySwap != nil }
    }

    private func platform() -> Finding {
        let host = engine?.platform ?? machine.platform
        let needed = "every image is there for \(host.normalized)"
        var wrong: [String] = []
        for service in services {
            guard let image = state.images.first(where: { $0.reference == service.image }) else { continue }
            let platforms = image.platforms.map(\.platform)
            let asked = service.platform
            let fits = platforms.contains { platform in
                platform.runs(on: host) && (asked.map { $0.normalized == platform.normalized } ?? true)
            }
            if !fits {
                let reason = asked.map { ", asked for as \($0)" } ?? ""
                wrong.append(
                    "\(image.reference.familiar) of service `\(service.name)`\(reason) is there for "
                        + platforms.map(\.description).joined(separator: ", "))
            }
        }
        return wrong.isEmpty
            ? .passed(host.description, needed: needed)
            : .failed(
                wrong.joined(separator: "; "), needed: needed,
                remedy: "pack the bundle again with `--platform \(host.normalized)`")
    }

    /// Absolute bind sources and devices: they belong to the host and are never made.
    private func binds() -> Finding {
        let here = Set(services.map(\.name))
        let wanted = state.hostPaths.filter { !here.isDisjoint(with: $0.services) }
        let needed =
            wanted.isEmpty
            ? "no files of the host" : "there: " + wanted.map(\.path.rawValue).joined(separator: ", ")
        if engine?.isElsewhere ?? false, !wanted.isEmpty {
            return .warning(
                "not looked at: the engine runs on other files than this host's", needed: needed,
                remedy: "see that they are there where the engine runs")
        }
        var wrong: [(text: String, remedy: String)] = []
        var unseen: [String] = []
        for path in wanted {
            let askers = path.services.map { "`\($0)`" }.joined(separator: ", ")
            guard let kind = machine.paths[path.path] else {
                unseen.append(path.path.rawValue)
                continue
            }
            if kind == .missing {
                wrong.append(
                    (
                        "\(path.path) is missing, asked for by \(askers)",
                        path.expected == .file
                            ? "put the file \(path.path) there"
                            : "`mkdir -p \(path.path)` if it is to be an empty folder"
                    ))
            } else if let expected = path.expected, expected != kind {
                wrong.append(
                    (
                        "\(path.path) is a \(kind.rawValue) and not a \(expected.rawValue), asked for by \(askers)",
                        "put a \(expected.rawValue) at \(path.path)"
                    ))
            }
        }
        if !wrong.isEmpty {
            return .failed(
                wrong.map(\.text).joined(separator: "; "), needed: needed,
                remedy: wrong.map(\.remedy).joined(separator: "; "))
        }
        if !unseen.isEmpty {
            return .skipped("not looked at: " + unseen.joined(separator: ", "), needed: needed)
        }
        return .passed(wanted.isEmpty ? "none asked for" : "all there", needed: needed)
    }

    /// What volumes cannot stand for; `nil` where there is nothing to say beyond the first look.
    private func engineFiles(_ engine: EngineFacts) -> Finding? {
        guard engine.seesFiles.needsVolumes else { return nil }
        let seesOurs = if case .seenByOthers = engine.seesFiles { true } else { false }
        var wrong: [String] = []
        for service in services {
            for container in service.containers where container.specification.host.readonlyRootfs == true {
                guard mountsSingleFile(container) else { continue }
                wrong.append(
                    "`\(container.name)` has a read-only root, and a single file of its configuration would have to be written into it"
                )
            }
        }
        let folders = state.dataFolders.map(\.path)
        for inner in folders {
            for outer in folders where inner != outer && inner.isAtOrBelow(outer) {
                wrong.append("the data folder `\(inner)` lies in `\(outer)`, and a volume does not lie in another")
            }
        }
        guard !wrong.isEmpty else { return nil }
        return .failed(
            wrong.joined(separator: "; "), needed: "the engine sees files of \(machine.stateDirectory.path)",
            remedy: seesOurs
                ? "use an engine that root runs, and run valise as root, with `sudo`"
                : "use an engine on this machine, or a folder that it shares with `--state-dir DIR`")
    }

    private func mountsSingleFile(_ container: DesiredContainer) -> Bool {
        let host = container.specification.host
        let sources =
            (host.binds ?? []).compactMap { $0.split(separator: ":").first.map(String.init) }
            + (host.mounts ?? []).compactMap(\.source)
        return sources.contains { source in
            guard source.hasPrefix(BindSource.configuration) else { return false }
            let parts = source.dropFirst(BindSource.configuration.count).split(separator: "/", maxSplits: 1)
            guard parts.count == 2, let tree = state.configurations.first(where: { $0.digest.hex == parts[0] }) else {
                return false
            }
            return tree.entries.contains { $0.path.rawValue == parts[1] && $0.content != .folder }
        }
    }

    // MARK: Names

    private func containerNames(_ engine: EngineFacts) -> Finding {
        let wanted = Set(services.flatMap { $0.containers.map(\.name) })
        let clashes = engine.containers.filter { wanted.contains($0.name) && !context.owns($0.labels) }
            .map(\.name).sorted()
        let needed = "no containers of others with our names"
        return clashes.isEmpty
            ? .passed("\(wanted.count) free or ours", needed: needed)
            : .failed(
                "not ours: " + clashes.joined(separator: ", "), needed: needed,
                remedy:
                    "install under another name with `--as NAME`, or remove them with `docker rm -f \(clashes.joined(separator: " "))`"
            )
    }

    private func networkNames(_ engine: EngineFacts) -> Finding {
        let there = Dictionary(engine.networks.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let clashes = state.networks.filter { network in
            !network.isExternal && (there[network.specification.name].map { !context.owns($0.labels) } ?? false)
        }.map(\.specification.name)
        let missing = state.networks.filter { $0.isExternal && there[$0.specification.name] == nil }
            .map(\.specification.name)
        return names(
            "networks", total: state.networks.count, clashes: clashes, missing: missing,
            remove: "docker network rm", create: "docker network create")
    }

    private func volumeNames(_ engine: EngineFacts) -> Finding {
        let there = Dictionary(engine.volumes.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let clashes = state.volumes.filter { volume in
            !volume.isExternal && (there[volume.specification.name].map { !context.owns($0.labels) } ?? false)
        }.map(\.specification.name)
        let missing = state.volumes.filter { $0.isExternal && there[$0.specification.name] == nil }
            .map(\.specification.name)
        return names(
            "volumes", total: state.volumes.count, clashes: clashes, missing: missing, remove: nil,
            create: "docker volume create")
    }

    private func names(
        _ kind: String, total: Int, clashes: [String], missing: [String], remove: String?, create: String
    ) -> Finding {
        let needed = "no \(kind) of others with our names, and the external ones there"
        var found: [String] = []
        var remedies: [String] = []
        if !clashes.isEmpty {
            found.append("not ours: " + clashes.joined(separator: ", "))
            remedies.append("install under another name with `--as NAME`")
            if let remove { remedies.append("or remove them with `\(remove) \(clashes.joined(separator: " "))`") }
        }
        if !missing.isEmpty {
            found.append("external and missing: " + missing.joined(separator: ", "))
            remedies.append(missing.map { "`\(create) \($0)`" }.joined(separator: ", "))
        }
        return found.isEmpty
            ? .passed("\(total) free or ours", needed: needed)
            : .failed(found.joined(separator: "; "), needed: needed, remedy: remedies.joined(separator: ", "))
    }

    /// Images whose tag on this engine is another image's, and not one that we may move.
    var foreignTags: Set<ImageReference> {
        guard let engine else { return [] }
        var holders: [ImageReference: EngineFacts.Image] = [:]
        for image in engine.images {
            for tag in image.tags {
                if let reference = ImageReference(tag)?.withDefaultTag { holders[reference] = image }
            }
        }
        var foreign: Set<ImageReference> = []
        for image in images {
            let tagged = ImageReference(
                registry: image.reference.registry, repository: image.reference.repository,
                tag: image.reference.tag ?? "latest", digest: nil)
            guard let holder = holders[tagged], !context.ownedTags.contains(tagged) else { continue }
            if !MissingContent.holds(holder, image, engine.platform) { foreign.insert(image.reference) }
        }
        return foreign
    }

    private func tags(_ engine: EngineFacts) -> Finding {
        let needed = "no tags of others with our names"
        let foreign = foreignTags.sorted()
        return foreign.isEmpty
            ? .passed("\(images.count) free or the same image", needed: needed)
            : .warning(
                "another image: " + foreign.map(\.familiar).joined(separator: ", "), needed: needed,
                remedy: "nothing to do: the tags stay as they are, and the containers are made from the image's ID")
    }
}
