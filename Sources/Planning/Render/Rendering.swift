import Compose
import Vocabulary

/// One run of `render`: the model, what it is rendered with, and all that was found wrong on the way.
struct Rendering {
    let request: RenderRequest
    let project: ComposeProject
    let files: DefinitionFiles
    let environment: [String: String]
    /// The services in order of starting, once that is known.
    private(set) var services: [ComposeService] = []
    var problems: [Problem] = []
    var trees: [Digest: ConfigurationTree] = [:]
    var dataFolders: [RelativePath: DesiredDataFolder] = [:]
    var hostPaths: [AbsolutePath: DesiredHostPath] = [:]
    /// Volumes that no Compose file names, by name.
    var ownVolumes: [String: DesiredVolume] = [:]
    /// Where each service that was rendered has a mount, for those that take its volumes.
    var targets: [ServiceName: Set<String>] = [:]

    init(request: RenderRequest, project: ComposeProject, files: DefinitionFiles, environment: [String: String]) {
        self.request = request
        self.project = project
        self.files = files
        self.environment = environment
    }

    var installation: InstallationName { request.installation }

    mutating func desiredState() throws(Problems) -> DesiredState {
        services = try ServiceOrder.sorted(project.services)
        var images: [ImageReference: BundledImage] = [:]
        var desired: [DesiredService] = []
        for service in services {
            refuseUnsupported(of: service)
            guard let image = image(of: service) else { continue }
            images[image.reference] = image
            desired.append(self.service(service, image: image))
        }
        let networks = project.networks.map { network($0) }
        let volumes = project.volumes.map { volume($0) } + ownVolumes.sorted { $0.key < $1.key }.map(\.value)
        let open = request.manifest.application.open.map { filled($0) }
        if let problems = Problems(problems) { throw problems }
        return DesiredState(
            installation: installation, application: request.manifest.application.name,
            version: request.manifest.application.version, images: images.values.sorted { $0.reference < $1.reference },
            networks: networks, volumes: volumes, services: desired,
            configurations: trees.sorted { $0.key < $1.key }.map(\.value),
            dataFolders: dataFolders.values.sorted { $0.path < $1.path },
            hostPaths: hostPaths.values.sorted { $0.path < $1.path }, open: open)
    }

    mutating func refuse(
        _ code: ProblemCode, at position: SourcePosition?, _ message: String, expected: String? = nil,
        found: String? = nil, hint: String? = nil
    ) {
        problems.append(
            Problem(
                code, .definition, at: position, message, expected: expected, found: found,
                consequence: "nothing was changed", hint: hint))
    }

    /// The packed image of a service: by the reference that the file gives, else the one built for it.
    private mutating func image(of service: ComposeService) -> BundledImage? {
        let images = request.manifest.images
        if let reference = service.image?.withDefaultTag {
            let same =
                images.first { $0.reference == reference }
                ?? images.first { image in
                    image.reference.name == reference.name
                        && (reference.tag == nil || image.reference.tag == reference.tag)
                        && (reference.digest == nil || image.upstreamDigest == reference.digest)
                }
            if let same { return same }
            let near = NearestName.of(reference.familiar, among: images.map(\.reference.familiar))
            refuse(
                "render.image-missing", at: service.positions["image"] ?? service.position,
                "the image \(reference.familiar) of service `\(service.name)` is not in the bundle",
                expected: "one of " + images.map(\.reference.familiar).joined(separator: ", "),
                hint: near.map { "did you mean `\($0)`?" })
            return nil
        }
        if let text = service.imageText, !text.isEmpty {
            refuse(
                "render.image-missing", at: service.positions["image"] ?? service.position,
                "`\(text)`, the image of service `\(service.name)`, is no image reference",
                expected: "one of " + images.map(\.reference.familiar).joined(separator: ", "))
            return nil
        }
        if let built = images.first(where: { $0.services.contains(service.name) }) { return built }
        refuse(
            "render.image-missing", at: service.position,
            "the image that was built for service `\(service.name)` is not in the bundle",
            hint: "pack the definition again")
        return nil
    }

    private mutating func service(_ service: ComposeService, image: BundledImage) -> DesiredService {
        let count = containerCount(of: service)
        var containers: [DesiredContainer] = []
        if count > 0 { containers = (1...count).map { container(service, number: $0, image: image) } }
        let known = Set(services.map(\.name))
        return DesiredService(
            name: service.name, image: image.reference,
            dependencies: service.dependsOn.filter { known.contains($0.service) }.map(Self.dependency),
            constraints: service.deploy?.placement.constraints.map(\.text) ?? [], containers: containers,
            healthy: healthyLimit(of: service, image: image),
            runsToCompletion: services.contains { other in
                other.dependsOn.contains { $0.service == service.name && $0.condition == .completed }
            },
            platform: service.platform.flatMap { Platform($0) }, together: together(with: service),
            probe: service.valise.check.map(Self.probe), scheduling: Self.scheduling(of: service))
    }

    /// What an image says of itself, for every platform that is known.
    func configurations(of image: BundledImage) -> [ImageConfiguration] {
        image.platforms.compactMap { request.imageConfigurations[$0.config.digest] }
    }

    private static func dependency(_ dependency: ComposeService.Dependency) -> DesiredService.Dependency {
        let condition: DesiredService.Dependency.Condition =
            switch dependency.condition {
            case .started: .started
            case .healthy: .healthy
            case .completed: .completed
            }
        return .init(
            service: dependency.service, condition: condition, required: dependency.required,
            restart: dependency.restart)
    }

    private static func probe(_ check: ValiseExtension.Check) -> DesiredService.Probe {
        DesiredService.Probe(
            check.probe, everySeconds: max(1, Int(check.every / 1_000_000_000)),
            startSeconds: Int(check.start / 1_000_000_000))
    }

    /// `scale`, else `deploy.replicas`, else one; Docker Compose does not look at `deploy.mode`.
    func containerCount(of service: ComposeService) -> Int {
        max(0, service.scale ?? service.deploy?.replicas ?? 1)
    }

    func containerName(of service: ComposeService, number: Int) -> String {
        service.containerName ?? "\(project.name)-\(service.name)-\(number)"
    }

    /// Services whose namespaces, volumes or company this one needs, and which so must be on its host.
    private func together(with service: ComposeService) -> [ServiceName] {
        var names: Set<ServiceName> = []
        for mode in [service.networkMode, service.pid, service.ipc] {
            if let mode, mode.hasPrefix("service:"), let name = ServiceName(String(mode.dropFirst(8))) {
                names.insert(name)
            }
        }
        for entry in service.volumesFrom where !entry.hasPrefix("container:") {
            if let name = ServiceName(String(entry.split(separator: ":")[0])) { names.insert(name) }
        }
        if let primary = service.valise.with { names.insert(primary) }
        names.remove(service.name)
        return names.sorted()
    }

    /// As long as the health check itself may take to decide, and never less than the profile gives.
    func healthyLimit(of service: ComposeService, image: BundledImage) -> DesiredService.Limit {
        let limits = request.profile?.limits ?? Profile.TimeLimits()
        let general = DesiredService.Limit(
            seconds: limits.healthySeconds, source: request.profile.map { "profile \($0.name)" } ?? "default")
        let nanoseconds = max(
            service.valise.check?.start ?? 0, service.timeToHealth(image: configurations(of: image).first))
        let seconds = Int(nanoseconds / 1_000_000_000) + (nanoseconds % 1_000_000_000 > 0 ? 1 : 0)
        return seconds > general.seconds ? .init(seconds: seconds, source: "compose") : general
    }

    private func network(_ network: ComposeNetwork) -> DesiredNetwork {
        var specification = NetworkSpecification(name: network.name)
        guard !network.isExternal else { return DesiredNetwork(specification: specification, isExternal: true) }
        specification.driver = network.driver
        specification.options = network.driverOptions.isEmpty ? nil : network.driverOptions
        specification.attachable = network.attachable ? true : nil
        specification.isInternal = network.isInternal ? true : nil
        specification.enableIPv6 = network.enableIPv6
        if let ipam = network.ipam {
            var addresses = NetworkSpecification.AddressManagement()
            addresses.driver = ipam.driver
            addresses.options = ipam.options.isEmpty ? nil : ipam.options
            addresses.pools = ipam.pools.isEmpty ? nil : ipam.pools.map(Self.pool)
            specification.ipam = addresses
        }
        specification.labels = network.labels.merging([
            ObjectLabel.project: project.name, ObjectLabel.network: network.key,
            ObjectLabel.installation: installation.rawValue,
        ]) { _, ours in ours }
        specification.labels[ObjectLabel.specification] = Digest.ofDocument(specification).hex
        return DesiredNetwork(specification: specification, isExternal: false)
    }

    private static func pool(_ pool: ComposeNetwork.Pool) -> NetworkSpecification.Pool {
        var result = NetworkSpecification.Pool()
        result.subnet = pool.subnet
        result.range = pool.range
        result.gateway = pool.gateway
        result.auxiliaryAddresses = pool.auxiliaryAddresses.isEmpty ? nil : pool.auxiliaryAddresses
        return result
    }

    private func volume(_ volume: ComposeVolume) -> DesiredVolume {
        var specification = VolumeSpecification(name: volume.name)
        guard !volume.isExternal else { return DesiredVolume(specification: specification, isExternal: true) }
        specification.driver = volume.driver
        specification.options = volume.driverOptions.isEmpty ? nil : volume.driverOptions
        specification.labels = volume.labels.merging([
            ObjectLabel.project: project.name, ObjectLabel.volume: volume.key,
            ObjectLabel.installation: installation.rawValue,
        ]) { _, ours in ours }
        specification.labels[ObjectLabel.specification] = Digest.ofDocument(specification).hex
        return DesiredVolume(specification: specification, isExternal: false)
    }
}
