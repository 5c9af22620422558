import Vocabulary

extension Plan {
    /// What makes `desired` so on a host: the first time, again, with other answers, or after a part of it was lost. Pure; the same input gives the same plan.
    ///
    /// Every step that must be so is in the plan, also where it is so already: a step probes first, so that a plan from yesterday does no harm. Images come first: nothing else is
    /// touched until all of them are in. Throws a `Problem`: `plan.platform-missing` (12), `plan.image-missing` (1).
    public static func install(
        _ desired: DesiredState, on placement: ClearedPlacement, at site: InstallationSite
    ) throws -> Plan {
        try install(desired, at: site)
    }

    /// As above for who has cleared the placement by other means: the executor's own tests.
    package static func install(_ desired: DesiredState, at site: InstallationSite) throws -> Plan {
        var resolver = Resolver(desired, site)
        let state = try resolver.resolve()
        let changes = InstallChanges(state, site.engine)
        var steps = state.images.map(Step.loadImage)
        if let volumes = try resolver.filledVolumes() {
            steps += volumes.map(Step.fillVolume)
        } else {
            steps += desired.configurations.map { .writeConfiguration(ConfigurationFolder($0)) }
            steps += state.dataFolders.sorted { $0.path < $1.path }.map(Step.makeDataFolder)
        }
        steps += (changes.orphans + changes.onChangedNetworks).flatMap { state.leaving($0) }
        steps += changes.obsoleteNetworks.map { .removeNetwork(.init(name: $0.name, id: $0.id)) }
        steps += state.networks.filter { !$0.isExternal }.map { .createNetwork($0.specification) }
        steps += state.volumes.filter { !$0.isExternal }.map { .createVolume($0.specification) }
        steps += ServiceSteps(state).inOrder(creating: true, changes: changes)
        let folders = resolver.folders
        if UnitFile.isNeeded(by: state, on: site.engine) {
            steps.append(.installBootUnit(UnitFile(for: state, folders: folders, engine: site.engine)))
        } else {
            steps.append(.removeBootUnit)
        }
        return Plan(
            purpose: .install, installation: desired.installation, host: site.host, steps: steps.withoutRepetition,
            state: state)
    }
}

/// What of an installation on an engine is not as `state` has it.
struct InstallChanges {
    /// Containers of ours that no service has any more.
    let orphans: [EngineFacts.Container]
    /// Networks of ours that are no longer wanted, or not as they are.
    let obsoleteNetworks: [EngineFacts.Network]
    /// Containers that must go before their network can be made anew; made anew afterwards.
    let onChangedNetworks: [EngineFacts.Container]
    /// Names of containers that will be made, or made anew.
    let recreated: Set<String>

    init(_ state: ResolvedState, _ facts: EngineFacts) {
        let wanted = Dictionary(state.containers.map { ($0.name, $0) }) { first, _ in first }
        let networks = Dictionary(
            state.networks.filter { !$0.isExternal }.map { ($0.specification.name, $0.specification) }
        ) { first, _ in first }
        let ours = facts.containers.filter { state.owns($0.labels) }
        orphans = ours.filter { wanted[$0.name] == nil }.sorted { $0.name < $1.name }
        let obsolete = facts.networks.filter { state.owns($0.labels) }
            .filter {
                networks[$0.name]?.labels[ObjectLabel.specification] != $0.labels[ObjectLabel.specification]
            }
            .sorted { $0.name < $1.name }
        obsoleteNetworks = obsolete
        let changed = Set(obsolete.map(\.name))
        let onChanged = ours.filter { wanted[$0.name]?.networkNames.contains { changed.contains($0) } ?? false }
            .sorted { $0.name < $1.name }
        onChangedNetworks = onChanged
        let gone = Set(onChanged.map(\.name))
        recreated = Set(
            state.containers.filter { container in
                guard let live = ours.first(where: { $0.name == container.name }) else { return true }
                return gone.contains(container.name)
                    || live.labels[ObjectLabel.specification]
                        != container.specification.labels[ObjectLabel.specification]
            }
            .map(\.name))
    }
}

extension ResolvedState {
    /// Stops a container as it asked to be stopped, with the hooks of its service where there is one still, and removes it.
    fileprivate func leaving(_ container: EngineFacts.Container) -> [Step] {
        let own = containers.first { $0.name == container.name }
        let service = container.labels[ObjectLabel.service].flatMap { ServiceName($0) }.flatMap { self.service($0) }
        let hooks = (own ?? service?.containers.first)?.preStop ?? []
        return [
            .stopContainer(.init(container: container.name, preStop: hooks, id: container.id)),
            .removeContainer(.init(name: container.name, id: container.id)),
        ]
    }

    /// Whether an object carries the labels of this installation on this target.
    func owns(_ labels: [String: String]) -> Bool {
        labels[ObjectLabel.installation] == installation.rawValue && labels[ObjectLabel.target] == target
    }
}

extension DesiredContainer {
    /// Networks that it is connected to, by name.
    var networkNames: [String] {
        (specification.networking?.endpoints.keys.sorted() ?? []) + furtherNetworks.map(\.network)
            + [specification.host.networkMode].compactMap { $0 }
    }
}

extension [Step] {
    /// The first of each id: an id names one state, so a second one would say the same.
    var withoutRepetition: [Step] {
        var seen: Set<String> = []
        return filter { seen.insert($0.id).inserted }
    }
}
