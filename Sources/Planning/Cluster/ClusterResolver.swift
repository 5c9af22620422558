import Vocabulary

/// Fills in what only the hosts of a cluster know. Pure; cost: one pass.
struct ClusterResolver {
    let desired: DesiredState
    let placement: Placement
    let site: ClusterSite
    private let folders: InstallationFolders
    private let images: [ImageReference: BundledImage]
    /// What the cluster keeps of the grants.
    private var granted: [DesiredContainer.Grant: GrantedFile] = [:]

    init(_ desired: DesiredState, on placement: Placement, at site: ClusterSite) {
        self.desired = desired
        self.placement = placement
        self.site = site
        folders = InstallationFolders(stateDirectory: site.stateDirectory, installation: desired.installation)
        images = Dictionary(desired.images.map { ($0.reference, $0) }) { first, _ in first }
        let trees = Dictionary(desired.configurations.map { ($0.digest.hex, $0) }) { first, _ in first }
        let labels = ours([:])
        for grant in Set(desired.services.flatMap(\.containers).flatMap(\.grants)) {
            granted[grant] = GrantedFile(grant, among: trees, of: desired.installation, labels: labels)
        }
    }

    /// Throws `plan.platform-missing` (12), `plan.image-missing` (1): both kept out by `place` and `render`.
    func resolve() throws -> ClusterState {
        var services: [ClusterService] = []
        for assignment in placement.services {
            guard let service = desired.services.first(where: { $0.name == assignment.service }),
                // Scaled to nothing: there is nothing to ask of the cluster.
                let container = service.containers.first
            else { continue }
            services.append(try resolve(service, container, assignment))
        }
        return ClusterState(
            installation: desired.installation, application: desired.application, version: desired.version,
            target: site.target, open: desired.open, hosts: try site.hosts.map { try part(of: $0) },
            networks: try desired.networks.map(network), files: files, services: services)
    }

    // MARK: Configs and secrets

    private var files: [ClusterFile] {
        let needed = Set(placement.services.map(\.service))
        let all = desired.services.filter { needed.contains($0.name) }.flatMap { $0.containers.prefix(1) }
            .flatMap { granted(to: $0) }.map(\.file)
        var seen: Set<String> = []
        return all.filter { seen.insert($0.name).inserted }.sorted { $0.name < $1.name }
    }

    private func granted(to container: DesiredContainer) -> [GrantedFile] {
        container.grants.compactMap { granted[$0] }
    }

    // MARK: Services

    private func resolve(
        _ service: DesiredService, _ container: DesiredContainer, _ assignment: Placement.Assignment
    ) throws -> ClusterService {
        guard let image = images[service.image] else {
            throw Problem(
                "plan.image-missing", .defect,
                "cannot plan service `\(service.name)`: its image `\(service.image.familiar)` is not among the images of the desired state"
            )
        }
        let mapping = TaskMapping(container: container, folders: folders, files: granted(to: container))
        var own = ours(container.specification.labels.filter { !$0.key.hasPrefix("com.docker.compose.") })
        own[ObjectLabel.service] = service.name.rawValue
        var template = TaskTemplate(container: mapping.taskContainer(image: served(image), labels: own))
        template.resources = resources(of: service, container)
        template.restartPolicy = restartPolicy(of: service, container)
        template.placement = taskPlacement(of: service, image, assignment)
        template.networks = networks(of: container)
        template.logDriver = container.specification.host.logging.flatMap {
            $0.type.isEmpty ? nil : TaskTemplate.LogDriver(name: $0.type, options: $0.options)
        }
        var specification = ServiceSpecification(
            name: Self.name(of: service.name, in: desired.installation), labels: [:], taskTemplate: template,
            mode: mode(of: service))
        specification.updateConfig = service.scheduling.update
        specification.rollbackConfig = service.scheduling.rollback
        specification.endpointSpec = endpoint(of: service, container)
        var labels = ours(service.scheduling.serviceLabels)
        labels[ObjectLabel.service] = service.name.rawValue
        specification.labels = labels
        specification.labels[ObjectLabel.specification] = try SpecificationHash.of(specification)
        return ClusterService(
            name: service.name, specification: specification, hosts: assignment.hosts, kind: assignment.kind,
            dependencies: service.dependencies, healthy: service.healthy, runsToCompletion: service.runsToCompletion,
            image: image.reference, probe: service.probe)
    }

    static func name(of service: ServiceName, in installation: InstallationName) -> String {
        "\(installation)_\(service)"
    }

    /// `127.0.0.1:PORT/<repository>:<tag>@<index digest>`: no task asks a registry for it.
    private func served(_ image: BundledImage) -> ImageReference {
        ImageReference(
            registry: "127.0.0.1:\(site.port)", repository: image.reference.servedRepository,
            tag: image.reference.tag ?? "latest", digest: image.index(site.form).digest)
    }

    /// With the labels that make an object ours, and the stack's, by which the docker client groups services.
    private func ours(_ labels: [String: String]) -> [String: String] {
        var result = labels
        result[ObjectLabel.specification] = nil
        result[ObjectLabel.configHash] = nil
        result[ObjectLabel.installation] = desired.installation.rawValue
        result[ObjectLabel.target] = site.target
        result[ObjectLabel.stack] = desired.installation.rawValue
        return result
    }

    private func mode(of service: DesiredService) -> ServiceMode {
        let isGlobal = service.scheduling.mode == .global
        if service.runsToCompletion {
            return isGlobal ? .globalJob : .replicatedJob(completions: service.containers.count)
        }
        return isGlobal ? .global : .replicated(replicas: service.containers.count)
    }

    private func resources(of service: DesiredService, _ container: DesiredContainer) -> TaskResources? {
        let host = container.specification.host
        var limits = TaskResources.Amounts()
        limits.memory = host.memory
        limits.nanoCPUs = host.nanoCPUs
        limits.pids = host.pidsLimit
        var reserved = TaskResources.Amounts()
        reserved.memory = service.scheduling.memory?.bytes
        reserved.nanoCPUs = service.scheduling.nanoCPUs
        let nothing = TaskResources.Amounts()
        guard limits != nothing || reserved != nothing else { return nil }
        return TaskResources(
            limits: limits == nothing ? nil : limits, reservations: reserved == nothing ? nil : reserved)
    }

    /// A server comes back however it ended, as on one host after the engine's restart; a job that failed is looked at by a person.
    private func restartPolicy(of service: DesiredService, _ container: DesiredContainer) -> TaskRestartPolicy {
        let given = container.specification.host.restartPolicy
        var policy = service.scheduling.restart ?? TaskRestartPolicy()
        if service.runsToCompletion {
            policy.condition = given?.name == "on-failure" ? .onFailure : TaskRestartPolicy.Condition.none
            policy.maxAttempts = given?.maximumRetryCount
        } else if given?.name == "on-failure" {
            policy.condition = .onFailure
            policy.maxAttempts = given?.maximumRetryCount
        } else {
            policy.condition = .any
        }
        return policy
    }

    /// A label of ours, on exactly the hosts that the placement has proved: the definition's own constraints would let tasks onto a host that comes later, before it has their images.
    private func taskPlacement(
        of service: DesiredService, _ image: BundledImage, _ assignment: Placement.Assignment
    ) -> TaskPlacement {
        var placement = TaskPlacement(
            constraints: ["node.labels.\(place(of: service.name)) == yes"])
        placement.preferences =
            assignment.spread.isEmpty ? nil : assignment.spread.map { TaskPlacement.Preference(spread: $0) }
        placement.maxReplicas = service.scheduling.maximumPerHost
        let platforms = service.platform.map { [$0] } ?? image.platforms.map(\.platform)
        var seen: Set<TaskPlacement.NodePlatform> = []
        placement.platforms = platforms.map { TaskPlacement.NodePlatform($0) }.filter { seen.insert($0).inserted }
        return placement
    }

    private func place(of service: ServiceName) -> String { "valise.\(desired.installation).\(service)" }

    private func networks(of container: DesiredContainer) -> [TaskTemplate.NetworkAttachment]? {
        let first = container.specification.networking?.endpoints.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        let all = (first ?? []) + container.furtherNetworks.map { ($0.network, $0.endpoint) }
        let attachments = all.map { network, endpoint in
            // A container's own name is one task's, and no task is called so.
            let aliases = endpoint.aliases?.filter { $0 != container.name }
            var attachment = TaskTemplate.NetworkAttachment(target: network, aliases: aliases)
            attachment.driverOptions = endpoint.driverOptions
            return attachment
        }
        return attachments.isEmpty ? nil : attachments
    }

    private func endpoint(of service: DesiredService, _ container: DesiredContainer) -> EndpointSpecification {
        var ports: [EndpointSpecification.Port] = []
        let bindings = (container.specification.host.portBindings ?? [:]).sorted { $0.key < $1.key }
        for (key, bindings) in bindings {
            let words = key.split(separator: "/", maxSplits: 1).map(String.init)
            guard let target = words.first.flatMap({ Int($0) }) else { continue }
            let transport = words.count == 2 ? EndpointSpecification.Port.Transport(rawValue: words[1]) : .tcp
            for binding in bindings {
                let published = Int(binding.hostPort)
                let asked = service.publishMode(of: binding.hostPort, transport?.rawValue ?? "tcp")
                let mode = site.publishing == .hostPorts ? .host : asked
                ports.append(
                    EndpointSpecification.Port(
                        target: target, published: published, transport: transport ?? .tcp, publishMode: mode))
            }
        }
        let isByName = site.publishing == .hostPorts || service.scheduling.endpointMode == .dnsRoundRobin
        return EndpointSpecification(
            mode: isByName ? .dnsRoundRobin : .virtualAddress, ports: ports.isEmpty ? nil : ports)
    }

    /// Networks of a lone host are bridges; between hosts they lie over the hosts' own.
    private func network(_ network: DesiredNetwork) throws -> DesiredNetwork {
        guard !network.isExternal else { return network }
        var result = network
        if (result.specification.driver ?? "bridge") == "bridge" {
            result.specification.driver = "overlay"
            // Of a bridge's options, the one that an overlay knows as well.
            let kept = result.specification.options?.filter { $0.key == "com.docker.network.driver.mtu" } ?? [:]
            result.specification.options = kept.isEmpty ? nil : kept
        }
        result.specification.labels = ours(result.specification.labels)
        result.specification.labels[ObjectLabel.specification] = try SpecificationHash.of(result.specification)
        return result
    }

    // MARK: Hosts

    private func part(of host: ClusterSite.Host) throws -> ClusterState.HostPart {
        let services = desired.services.filter { placement.hosts(of: $0.name).contains(host.name) }
        let sources = Set(services.flatMap(\.containers).flatMap(sources))
        let needed = Set(services.map(\.image))
        var images: [ResolvedImage] = []
        for image in desired.images where needed.contains(image.reference) {
            let asked = services.lazy.filter { $0.image == image.reference }.compactMap(\.platform).first
            let platform = asked ?? host.engine.platform
            guard
                var resolved = ResolvedImage(
                    image, on: platform, for: desired.installation, facts: host.engine, ownedTags: [])
            else {
                throw Problem(
                    "plan.platform-missing", .prerequisite,
                    "cannot install image `\(image.reference.familiar)` on host `\(host.name)`: the bundle has it for other platforms only",
                    expected: platform.description,
                    found: image.platforms.map(\.platform.description).joined(separator: ", "),
                    consequence: "nothing was changed", hint: "pack again with `--platform \(platform)`")
            }
            resolved.name = served(image)
            resolved.naming = .served
            images.append(resolved)
        }
        var places: [String: String] = [:]
        for assignment in placement.services where assignment.hosts.contains(host.name) {
            places[place(of: assignment.service)] = "yes"
        }
        return ClusterState.HostPart(
            host: host.name, images: images,
            configurationFolders: desired.configurations.map(\.digest.hex).filter { digest in
                sources.contains { $0.hasPrefix(BindSource.configuration + digest) }
            }.sorted(),
            dataFolders: desired.dataFolders.filter { folder in
                sources.contains { source in
                    guard source.hasPrefix(BindSource.data),
                        let path = RelativePath(String(source.dropFirst(BindSource.data.count)))
                    else { return false }
                    return path.isAtOrBelow(folder.path) || folder.path.isAtOrBelow(path)
                }
            },
            volumes: try desired.volumes.filter { sources.contains($0.specification.name) }.map(volume),
            places: places)
    }

    private func volume(_ volume: DesiredVolume) throws -> DesiredVolume {
        guard !volume.isExternal else { return volume }
        var result = volume
        result.specification.labels = ours(volume.specification.labels)
        result.specification.labels[ObjectLabel.specification] = try SpecificationHash.of(result.specification)
        return result
    }

    /// What of a host a container mounts.
    private func sources(of container: DesiredContainer) -> [String] {
        let kept = Set(granted(to: container).map(\.grant.source))
        return
            ((container.specification.host.binds ?? []).map { String($0.prefix { $0 != ":" }) }
            + (container.specification.host.mounts ?? []).compactMap(\.source)).filter { !kept.contains($0) }
    }
}
