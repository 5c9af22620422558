public import Vocabulary

extension Plan {
    /// What takes an installation off a host. From the labels of what is there, so that it works after half an install, and from `states` of all its releases, for images.
    /// Only what carries this installation's and this target's labels is removed. Pure.
    public static func uninstall(
        _ installation: InstallationName, states: [ResolvedState], data: DataFate, at site: InstallationSite
    ) -> Plan {
        let owns = { (labels: [String: String]) in
            labels[ObjectLabel.installation] == installation.rawValue && labels[ObjectLabel.target] == site.target
        }
        let order = Dictionary(
            states.flatMap { state in state.containers.enumerated().map { ($1.name, $0) } }
        ) { first, _ in first }
        let containers = site.engine.containers.filter { owns($0.labels) }
            .sorted { (order[$0.name] ?? .max, $0.name) > (order[$1.name] ?? .max, $1.name) }
        let hooks = Dictionary(
            states.flatMap { state in state.containers.map { ($0.name, $0.preStop) } }
        ) { _, last in last }
        var steps: [Step] = [.removeBootUnit]
        var leaves: [Remnant] = []
        steps += containers.map { .stopContainer(.init(container: $0.name, preStop: hooks[$0.name] ?? [])) }
        steps += containers.map { .removeContainer(.init(name: $0.name, id: $0.id)) }
        steps += site.engine.networks.filter { owns($0.labels) }.sorted { $0.name < $1.name }
            .map { .removeNetwork(.init(name: $0.name, id: $0.id)) }
        let all = site.engine.volumes.filter { owns($0.labels) }.sorted { $0.name < $1.name }
        let isConfiguration = { (volume: EngineFacts.Volume) in
            volume.labels[ObjectLabel.files] == FilledVolume.configuration
        }
        steps += all.filter(isConfiguration).map { .removeVolume(.init(name: $0.name)) }
        steps += begunVolumes(states, at: site).map { .removeVolume(.init(name: $0)) }
        let volumes = all.filter { !isConfiguration($0) }
        var images: [String: ResolvedImage] = [:]
        for image in states.flatMap(\.images) { images[image.name.familiar + image.config.description] = image }
        steps += images.sorted { $0.key < $1.key }.map { .releaseImage($0.value) }
        steps.append(.removeConfiguration)
        switch data {
        case .removed:
            steps += volumes.map { .removeVolume(.init(name: $0.name)) }
            steps.append(.removeData)
        case .kept:
            leaves += volumes.map { Remnant(kind: .volume, name: $0.name, reason: "data is kept") }
            let folders = InstallationFolders(stateDirectory: site.stateDirectory, installation: installation)
            let paths = Set(states.flatMap(\.dataFolders).map(\.path))
            leaves += paths.sorted().map {
                Remnant(kind: .dataFolder, name: folders.data.appending($0).rawValue, reason: "data is kept")
            }
        }
        return Plan(
            purpose: .uninstall, installation: installation, host: site.host, steps: steps.withoutRepetition,
            state: states.last, leaves: leaves)
    }

    /// Volumes of which only the mark of a filling is there: it was cut off before there was a volume.
    private static func begunVolumes(_ states: [ResolvedState], at site: InstallationSite) -> [String] {
        let tags = Set(site.engine.images.flatMap(\.tags))
        let there = Set(site.engine.volumes.map(\.name))
        let sources = states.flatMap(\.containers).compactMap(\.specification.host.binds).flatMap(\.self)
            .compactMap { $0.split(separator: ":").first.map(String.init) }
        return Set(sources).subtracting(there).filter { tags.contains(FilledVolume.mark(of: $0).familiar) }.sorted()
    }
}
