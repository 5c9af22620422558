public import Vocabulary

/// What an operation will do to a cluster, in order.
public struct ClusterPlan: Hashable, Sendable {
    public var purpose: Plan.Purpose
    public var installation: InstallationName
    public var hosts: [HostName]
    public var steps: [ClusterStep]
    /// What the installation is to be afterwards; `nil` after an uninstall.
    public var state: ClusterState?
    /// What an uninstall leaves, and why: for the person.
    public var leaves: [Remnant]
}

extension ClusterPlan {
    /// What makes `desired` so on several hosts: forms the cluster where there is none, brings every image to every host that may run it, and only then starts services, in waves. Pure.
    ///
    /// `before` is what the installation was, if it was there: services that it has no more are removed. The managers keep `bundle`, and of the others those that are `needed`.
    public static func install(
        _ desired: DesiredState, on placement: Placement, at site: ClusterSite, before: ClusterState? = nil,
        bundle: KeptBundle? = nil, needed: [Digest] = []
    ) throws -> ClusterPlan {
        let state = try ClusterResolver(desired, on: placement, at: site).resolve()
        var steps = forming(site)
        for part in state.hosts {
            steps += part.images.map { .onHost(part.host, .loadImage($0)) }
        }
        for part in state.hosts {
            let own = Set(part.configurationFolders)
            let trees = desired.configurations.filter { own.contains($0.digest.hex) }
            steps += trees.map { .onHost(part.host, .writeConfiguration(ConfigurationFolder($0))) }
            steps += part.dataFolders.sorted { $0.path < $1.path }.map { .onHost(part.host, .makeDataFolder($0)) }
            steps += part.volumes.filter { !$0.isExternal }.map { .onHost(part.host, .createVolume($0.specification)) }
            steps.append(
                .label(.init(host: part.host, scope: .installation(desired.installation), labels: part.places)))
        }
        let others = site.shared?.found ?? []
        steps += state.hosts.map(\.host).filter { !others.contains($0) }.map { .activate($0) }
        let kept = Set(state.services.map(\.specification.name))
        steps += (before?.services ?? []).reversed().map(\.specification.name).filter { !kept.contains($0) }
            .map { .removeService(.init(name: $0)) }
        steps += state.networks.filter { !$0.isExternal }.map { .createNetwork($0.specification) }
        steps += state.files.map { .createFile($0) }
        steps += inWaves(state)
        let networks = Set(state.networks.map(\.specification.name))
        steps += (before?.networks ?? []).filter { !$0.isExternal }.map(\.specification.name)
            .filter { !networks.contains($0) }.map { .removeNetwork(.init(name: $0)) }
        let files = Set(state.files.map(\.name))
        steps += (before?.files ?? []).filter { !files.contains($0.name) }.map { .removeFile(.init($0)) }
        if let bundle { steps += keeping(bundle, needed, site) }
        return ClusterPlan(
            purpose: .install, installation: desired.installation, hosts: site.hosts.map(\.name), steps: steps,
            state: state, leaves: [])
    }

    /// What takes an installation off its hosts. From the states of all its releases.
    ///
    /// `rest` says what becomes of the cluster: with the last installation it is dissolved, or, where it is `shared`, left as it was found.
    public static func uninstall(
        _ installation: InstallationName, states: [ClusterState], data: DataFate, hosts: [HostName],
        rest: ClusterFate, shared: SharedSwarm? = nil, stateDirectory: AbsolutePath
    ) -> ClusterPlan {
        var steps: [ClusterStep] = []
        var services: [String] = []
        for name in states.reversed().flatMap({ $0.services.reversed().map(\.specification.name) })
        where !services.contains(name) {
            services.append(name)
        }
        steps += services.map { .removeService(.init(name: $0)) }
        let networks = Set(states.flatMap(\.networks).filter { !$0.isExternal }.map(\.specification.name))
        steps += networks.sorted().map { .removeNetwork(.init(name: $0)) }
        let files = Set(states.flatMap(\.files).map { ClusterStep.FileName($0) })
        steps += files.sorted { ($0.kind.rawValue, $0.name) < ($1.kind.rawValue, $1.name) }.map { .removeFile($0) }
        var leaves: [Remnant] = []
        let folders = InstallationFolders(stateDirectory: stateDirectory, installation: installation)
        for host in hosts {
            let parts = states.flatMap(\.hosts).filter { $0.host == host }
            steps.append(.label(.init(host: host, scope: .installation(installation), labels: [:])))
            var images: [String: ResolvedImage] = [:]
            for image in parts.flatMap(\.images) { images[image.name.description] = image }
            steps += images.sorted { $0.key < $1.key }.map { .onHost(host, .releaseImage($0.value)) }
            steps += [.onHost(host, .removeConfiguration), .onHost(host, .removeBundles(except: []))]
            let volumes = Set(parts.flatMap(\.volumes).filter { !$0.isExternal }.map(\.specification.name))
            switch data {
            case .removed:
                steps += volumes.sorted().map { .onHost(host, .removeVolume(.init(name: $0))) }
                steps.append(.onHost(host, .removeData))
            case .kept:
                leaves += volumes.sorted().map {
                    Remnant(kind: .volume, name: $0, reason: "data is kept on `\(host)`")
                }
                leaves += Set(parts.flatMap(\.dataFolders).map(\.path)).sorted().map {
                    Remnant(
                        kind: .dataFolder, name: folders.data.appending($0).rawValue,
                        reason: "data is kept on `\(host)`")
                }
            }
        }
        if rest == .dissolved {
            let others = shared?.found ?? []
            steps += hosts.reversed().filter { !others.contains($0) }.map { .leave($0) }
            if shared != nil { steps.append(.endSharing) }
        }
        return ClusterPlan(
            purpose: .uninstall, installation: installation, hosts: hosts, steps: steps, state: nil, leaves: leaves)
    }

    /// When all is up: nobody waits for it. A host that was a manager keeps what it has until the installation goes.
    private static func keeping(_ bundle: KeptBundle, _ needed: [Digest], _ site: ClusterSite) -> [ClusterStep] {
        let kept = [bundle.bundle] + needed.filter { $0 != bundle.bundle }
        return site.hosts.filter { $0.role == .manager }.flatMap { host -> [ClusterStep] in
            [.onHost(host.name, .keepBundle(bundle)), .onHost(host.name, .removeBundles(except: kept))]
        }
    }

    /// The first manager, the other managers, then the workers; each with its labels.
    private static func forming(_ site: ClusterSite) -> [ClusterStep] {
        let managers = site.hosts.filter { $0.role == .manager }
        if let shared = site.shared { return sharing(shared, site, managers) }
        guard let first = managers.first else { return [] }
        var steps: [ClusterStep] = [
            .form(.init(host: first.name, address: first.address, addressPools: ClusterPools(site).chosen))
        ]
        let rest = managers.dropFirst() + site.hosts.filter { $0.role == .worker }
        steps += rest.map {
            .join(.init(host: $0.name, address: $0.address, role: $0.role, managers: managers.map(\.address)))
        }
        steps += site.hosts.map { host in
            let labels = Dictionary(host.labels.map { ($0.key, $0.value) }) { first, _ in first }
            return .label(.init(host: host.name, scope: .inventory, labels: labels))
        }
        return steps
    }

    /// Of a swarm that was there: it carries our labels, and hosts that are not in it join as workers, so that its managers stay who they are. Labels of the inventory are no node's: they could attract what is not ours.
    private static func sharing(
        _ shared: SharedSwarm, _ site: ClusterSite, _ managers: [ClusterSite.Host]
    ) -> [ClusterStep] {
        guard let first = managers.first(where: { shared.found.contains($0.name) }) else { return [] }
        let further = site.hosts.filter { !shared.found.contains($0.name) }
        return [.share(first.name)]
            + further.map { host in
                .join(
                    .init(
                        host: host.name, address: host.address, role: .worker, managers: managers.map(\.address),
                        mark: "\(site.target)/\(host.name)"))
            }
    }

    /// A service is created when what it depends on is as far as it asks; what waits for nothing first.
    static func inWaves(_ state: ClusterState) -> [ClusterStep] {
        var steps: [ClusterStep] = []
        for service in state.services.sortedByWaiting {
            for dependency in service.dependencies {
                guard let other = state.service(dependency.service) else { continue }
                switch dependency.condition {
                case .started: break
                case .healthy: steps.merge(.waitFor(.init(other, .healthy, required: dependency.required)))
                case .completed: steps.merge(.waitFor(.init(other, .completed, required: dependency.required)))
                }
            }
            steps.append(.createService(service))
        }
        return steps + state.services.map { .waitFor(.init($0, .ready, required: true)) }
    }
}

/// What becomes of the cluster itself with an uninstall.
public enum ClusterFate: String, Hashable, Sendable, Codable { case kept, dissolved }

extension [ClusterStep] {
    /// Adds a wait once for each service and condition; it is required if one of those who wait requires it.
    fileprivate mutating func merge(_ step: ClusterStep) {
        guard let index = firstIndex(where: { $0.id == step.id }) else { return append(step) }
        if case .waitFor(var known) = self[index], case .waitFor(let new) = step, new.required, !known.required {
            known.required = true
            self[index] = .waitFor(known)
        }
    }
}
