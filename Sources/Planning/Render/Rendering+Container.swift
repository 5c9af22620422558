import Compose
import Vocabulary

/// A service's containers: the part of the engine's `Config`, with names and labels.
extension Rendering {
    mutating func container(_ service: ComposeService, number: Int, image: BundledImage) -> DesiredContainer {
        let name = containerName(of: service, number: number)
        var specification = ContainerSpecification(image: service.imageText ?? image.reference.familiar)
        specification.hostname = service.hostname
        specification.domainname = service.domainname
        specification.user = service.user
        specification.environment = Self.variables(service.environment)
        specification.command = service.command
        specification.entrypoint = service.entrypoint
        specification.workingDirectory = service.workingDirectory
        specification.healthcheck = Self.healthcheck(service.healthcheck)
        specification.stopSignal = service.stopSignal
        specification.stopTimeout = service.stopGracePeriod.map { Int(($0 + 999_999_999) / 1_000_000_000) }
        specification.tty = service.tty ? true : nil
        specification.openStdin = service.stdinOpen ? true : nil
        specification.host = host(of: service)
        publishPorts(of: service, into: &specification)
        let grants = mount(service, number: number, image: image, into: &specification)
        let further = connect(service, number: number, name: name, into: &specification)
        shareNamespaces(of: service, number: number, into: &specification)
        specification.labels = labels(of: service, number: number, image: image)
        let digest = Digest.ofDocument(
            Covered(
                specification: specification, name: name, further: further, postStart: service.postStart.map(Self.hook),
                preStop: service.preStop.map(Self.hook))
        ).hex
        specification.labels[ObjectLabel.specification] = digest
        specification.labels[ObjectLabel.configHash] = digest
        var container = DesiredContainer(
            name: name, number: number, specification: specification, furtherNetworks: further,
            postStart: service.postStart.map(Self.hook), preStop: service.preStop.map(Self.hook))
        container.grants = grants
        return container
    }

    /// What makes a container another one.
    private struct Covered: Encodable {
        var specification: ContainerSpecification
        var name: String
        var further: [DesiredContainer.FurtherNetwork]
        var postStart: [DesiredContainer.Hook]
        var preStop: [DesiredContainer.Hook]
    }

    private func labels(of service: ComposeService, number: Int, image: BundledImage) -> [String: String] {
        let depends = service.dependsOn.map { "\($0.service):\($0.condition.rawValue):\($0.restart)" }
        return service.labels.merging([
            ObjectLabel.project: project.name,
            ObjectLabel.service: service.name.rawValue,
            ObjectLabel.oneoff: "False",
            ObjectLabel.containerNumber: String(number),
            // Where the files are is only known to the bundle: this says which they were, so that `docker compose ls` prints something.
            ObjectLabel.configFiles: request.manifest.composeFiles.map(\.rawValue).joined(separator: ","),
            ObjectLabel.dependsOn: depends.joined(separator: ","),
            ObjectLabel.installation: installation.rawValue,
            ObjectLabel.imageContent: image.plainIndex.digest.description,
        ]) { _, ours in ours }
    }

    /// `KEY=value`; `KEY` alone takes an image's variable away.
    static func variables(_ variables: [ComposeService.Variable]) -> [String]? {
        guard !variables.isEmpty else { return nil }
        return variables.map { variable in variable.name + (variable.value.map { "=" + $0 } ?? "") }.sorted()
    }

    private static func healthcheck(
        _ check: ComposeService.Healthcheck?
    ) -> ContainerSpecification.Healthcheck? {
        guard let check else { return nil }
        var result = ContainerSpecification.Healthcheck()
        guard !check.isDisabled else {
            result.test = ["NONE"]
            return result
        }
        result.test = check.test
        result.interval = check.interval
        result.timeout = check.timeout
        result.startPeriod = check.startPeriod
        result.startInterval = check.startInterval
        result.retries = check.retries
        return result
    }

    private static func hook(_ hook: ComposeService.Hook) -> DesiredContainer.Hook {
        .init(
            command: hook.command, user: hook.user, privileged: hook.privileged,
            workingDirectory: hook.workingDirectory, environment: variables(hook.environment) ?? [])
    }

    private func publishPorts(of service: ComposeService, into specification: inout ContainerSpecification) {
        var exposed: [String: ContainerSpecification.Empty] = [:]
        for entry in service.expose {
            let parts = entry.split(separator: "/", maxSplits: 1)
            let transport = parts.count == 2 ? String(parts[1]) : "tcp"
            let bounds = parts[0].split(separator: "-").compactMap { UInt16($0) }
            guard let first = bounds.first, let last = bounds.last, first <= last else { continue }
            for port in first...last { exposed["\(port)/\(transport)"] = .init() }
        }
        var bindings: [String: [HostConfiguration.PortBinding]] = [:]
        for port in service.ports {
            let key = "\(port.target)/\(port.networkProtocol)"
            exposed[key] = .init()
            bindings[key, default: []].append(
                .init(hostAddress: port.hostAddress ?? "", hostPort: port.published ?? ""))
        }
        specification.exposedPorts = exposed.isEmpty ? nil : exposed
        specification.host.portBindings = bindings.isEmpty ? nil : bindings
    }
}
