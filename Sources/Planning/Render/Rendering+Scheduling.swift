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
        var scheduling = DesiredService.Scheduling(
            mode: deploy?.mode == "global" ? .global : .replicated,
            // Swarm takes 0 for no limit.
            maximumPerHost: deploy?.placement.maximumReplicasPerNode.flatMap { $0 > 0 ? $0 : nil },
            spread: deploy?.placement.preferences ?? [],
            memory: (reserved?.memory ?? service.resources.memoryReservation).flatMap { $0 > 0 ? ByteCount($0) : nil },
            nanoCPUs: reserved?.cpus.flatMap { $0 > 0 ? Int64(exactly: ($0 * 1_000_000_000).rounded()) : nil },
            ports: ports)
        scheduling.update = deploy?.updateConfig.map(Self.update)
        scheduling.rollback = deploy?.rollbackConfig.map(Self.update)
        if let given = deploy?.restartPolicy, given.delay != nil || given.window != nil {
            var policy = TaskRestartPolicy()
            policy.delay = given.delay
            policy.window = given.window
            scheduling.restart = policy
        }
        scheduling.endpointMode = deploy?.endpointMode.flatMap { EndpointSpecification.Mode(rawValue: $0) }
        scheduling.serviceLabels = deploy?.labels ?? [:]
        return scheduling
    }

    /// Words that are none were refused while packing.
    private static func update(_ given: ComposeService.UpdateConfig) -> UpdateConfiguration {
        var result = UpdateConfiguration(parallelism: given.parallelism ?? 1)
        result.delay = given.delay
        result.failureAction = given.failureAction.flatMap { UpdateConfiguration.FailureAction(rawValue: $0) }
        result.monitor = given.monitor
        result.maxFailureRatio = given.maximumFailureRatio
        result.order = given.order.flatMap { UpdateConfiguration.Order(rawValue: $0) }
        return result
    }
}
