import EngineClient
import HostAccess
import Planning
import Vocabulary

/// Looks from outside whether a container answers, as `x-valise: check` asks for it.
struct OutsideLook: Sendable {
    let engine: EngineClient
    let host: any HostAccess
    /// For one try. A service that is well answers in far less; a look must not hold up the others.
    static let limit: Duration = .seconds(2)

    /// The first answer from any of the container's addresses; where there is none, what the first said.
    func answer(of container: ContainerDetails, to probe: EndpointProbe) async throws -> EndpointAnswer {
        var first: EndpointAnswer?
        for (address, port) in try await addresses(of: container, probe.port) {
            let answer = await host.answer(to: probe.at(port), at: address, within: Self.limit)
            if case .answered = answer { return answer }
            first = first ?? answer
        }
        return first ?? .silent("it has no address, and port \(probe.port) is not published")
    }

    /// Where a port of a container is reached from its host: on its own networks, or where it is published, which also counts where the engine has a network of its own.
    private func addresses(of container: ContainerDetails, _ port: Int) async throws -> [(address: String, port: Int)] {
        let mode = container.host.networkMode
        if mode == "host" { return [("127.0.0.1", port)] }
        if mode.hasPrefix("container:") {
            let other = String(mode.dropFirst("container:".count))
            guard let owner = try await engine.inspectContainer(other),
                !owner.host.networkMode.hasPrefix("container:")
            else { return [] }
            return try await addresses(of: owner, port)
        }
        let own = try await own(of: container)
        let published = (container.ports["\(port)/tcp"] ?? []).compactMap { place in
            Int(place.port).map { (address: Self.reachable(place.address), port: $0) }
        }
        return own.map { ($0, port) } + published
    }

    /// On networks of its engine. Those between hosts are for containers alone: a host would send what is for them to its router. For its way out, a task of a cluster has a network of the engine beside them (libnetwork, `docker_gwbridge`).
    private func own(of container: ContainerDetails) async throws -> [String] {
        guard container.configuration.labels["com.docker.swarm.task.id"] != nil else {
            let endpoints = container.networks.sorted { $0.key < $1.key }.map(\.value)
            return (endpoints.map(\.ipv4) + endpoints.map(\.ipv6)).filter { !$0.isEmpty }
        }
        let bridge = try await engine.inspectNetwork("docker_gwbridge")
        return [bridge?.addresses[container.id] ?? ""].filter { !$0.isEmpty }
    }

    private static func reachable(_ address: String) -> String {
        switch address {
        case "", "0.0.0.0": "127.0.0.1"
        case "::": "::1"
        default: address
        }
    }
}

extension EndpointProbe {
    fileprivate func at(_ port: Int) -> EndpointProbe {
        switch self {
        case .tcp: .tcp(port: port)
        case .http(_, let path): .http(port: port, path: path)
        }
    }
}
