import Compose
import Vocabulary

/// What a cluster's scheduler looks at.
extension Rendering {
    /// `deploy.resources.reservations` counts before the older `mem_reservation`, as in the engine's part.
    static func scheduling(of service: ComposeService) -> DesiredService.Scheduling {
        let deploy = service.deploy
        let reserved = deploy?.reservations
        let ports = service.ports.compactMap { port -> DesiredService.PublishedPort? in
            guard let number = port.published.flatMap({ UInt16($0) }), number > 0 else { return nil }
            return .init(
                number: number, transport: port.networkProtocol, mode: port.mode == "host" ? .host : .ingress)
        }
        return DesiredService.Scheduling(
            mode: deploy?.mode == "global" ? .global : .replicated,
            // Swarm takes 0 for no limit.
            maximumPerHost: deploy?.placement.maximumReplicasPerNode.flatMap { $0 > 0 ? $0 : nil },
            spread: deploy?.placement.preferences ?? [],
            memory: (reserved?.memory ?? service.resources.memoryReservation).flatMap { $0 > 0 ? ByteCount($0) : nil },
            nanoCPUs: reserved?.cpus.flatMap { $0 > 0 ? Int64(exactly: ($0 * 1_000_000_000).rounded()) : nil },
            ports: ports)
    }
}
