import Compose
import Vocabulary

/// Networks and shared namespaces of a container.
extension Rendering {
    /// Sets the first network of a container; gives those that are connected afterwards, which engines below API 1.44 need.
    mutating func connect(
        _ service: ComposeService, number: Int, name: String, into specification: inout ContainerSpecification
    ) -> [DesiredContainer.FurtherNetwork] {
        if let mode = service.networkMode {
            specification.host.networkMode = namespace(mode, of: service, number: number, attribute: "network_mode")
            // Outside of networks of one's own, links are the host's affair.
            let links = links(of: service)
            specification.host.links = links.isEmpty ? nil : links
            return []
        }
        // Aliases of its own in each of its networks.
        let links = links(of: service)
        var endpoints: [DesiredContainer.FurtherNetwork] = []
        for (index, attachment) in service.networks.enumerated() {
            guard let network = project.networks.first(where: { $0.key == attachment.network }) else { continue }
            var endpoint = EndpointSettings(
                aliases: unique([name, service.name.rawValue] + attachment.aliases))
            endpoint.links = links.isEmpty ? nil : links
            if attachment.ipv4 != nil || attachment.ipv6 != nil || !attachment.linkLocalAddresses.isEmpty {
                var addresses = EndpointSettings.Addresses()
                addresses.ipv4 = attachment.ipv4
                addresses.ipv6 = attachment.ipv6
                addresses.linkLocal = attachment.linkLocalAddresses.isEmpty ? nil : attachment.linkLocalAddresses
                endpoint.ipam = addresses
            }
            endpoint.macAddress = attachment.macAddress ?? (index == 0 ? service.macAddress : nil)
            endpoint.driverOptions = attachment.driverOptions.isEmpty ? nil : attachment.driverOptions
            endpoints.append(.init(network: network.name, endpoint: endpoint))
        }
        guard let first = endpoints.first else {
            specification.host.networkMode = "none"
            return []
        }
        specification.host.networkMode = first.network
        specification.networking = NetworkingConfiguration(endpoints: [first.network: first.endpoint])
        specification.macAddress = first.endpoint.macAddress
        return Array(endpoints.dropFirst())
    }

    /// `container:ALIAS`, three aliases for each container of the linked service, as Docker Compose has it.
    private func links(of service: ComposeService) -> [String] {
        var result: [String] = []
        for link in service.links {
            let parts = link.split(separator: ":", maxSplits: 1).map(String.init)
            guard let target = services.first(where: { $0.name.rawValue == parts[0] }) else { continue }
            for number in 0..<containerCount(of: target) {
                let container = containerName(of: target, number: number + 1)
                let names = [
                    parts.last ?? parts[0], "\(parts[0])-\(number + 1)", "\(project.name)-\(parts[0])-\(number + 1)",
                ]
                result += names.map { "\(container):\($0)" }
            }
        }
        for link in service.externalLinks {
            result.append(link.contains(":") ? link : "\(link):\(link)")
        }
        return unique(result)
    }

    mutating func shareNamespaces(
        of service: ComposeService, number: Int, into specification: inout ContainerSpecification
    ) {
        specification.host.pidMode = service.pid.flatMap {
            namespace($0, of: service, number: number, attribute: "pid")
        }
        specification.host.ipcMode = service.ipc.flatMap {
            namespace($0, of: service, number: number, attribute: "ipc")
        }
        var from: [String] = []
        for entry in service.volumesFrom {
            if entry.hasPrefix("container:") {
                from.append(String(entry.dropFirst(10)))
                continue
            }
            let parts = entry.split(separator: ":", maxSplits: 1).map(String.init)
            let mode = parts.count == 2 ? ":" + parts[1] : ""
            guard let other = other(parts[0], of: service, attribute: "volumes_from") else { continue }
            for number in 0..<containerCount(of: other) {
                from.append(containerName(of: other, number: number + 1) + mode)
            }
        }
        specification.host.volumesFrom = from.isEmpty ? nil : from
    }

    /// `service:NAME` → `container:` of the same number, or of the first; anything else as it is.
    private mutating func namespace(
        _ mode: String, of service: ComposeService, number: Int, attribute: String
    ) -> String? {
        guard mode.hasPrefix("service:") else { return mode }
        guard let other = other(String(mode.dropFirst(8)), of: service, attribute: attribute) else { return nil }
        return "container:" + containerName(of: other, number: number <= containerCount(of: other) ? number : 1)
    }

    private mutating func other(_ name: String, of service: ComposeService, attribute: String) -> ComposeService? {
        if let other = services.first(where: { $0.name.rawValue == name }), containerCount(of: other) > 0 {
            return other
        }
        refuse(
            "render.unsupported", at: service.positions[attribute] ?? service.position,
            "service `\(service.name)` cannot share `\(attribute)` with service `\(name)`: that has no container",
            hint: NearestName.of(name, among: services.map(\.name.rawValue)).map { "did you mean `\($0)`?" })
        return nil
    }

    private func unique(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }
}
