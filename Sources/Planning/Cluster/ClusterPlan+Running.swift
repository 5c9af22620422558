public import Vocabulary

extension ClusterPlan {
    /// What starts an installation in waves, or one service with what it depends on. What runs already is left alone. Pure.
    public static func start(_ state: ClusterState, service: ServiceName? = nil) -> ClusterPlan {
        var part = state
        if let service {
            let needed = state.needed(by: service)
            part.services = state.services.filter { needed.contains($0.name) }
        }
        return running(.start, state, inWaves(part))
    }

    /// What stops an installation, dependents first, or one service alone. What has run to its end is left alone. Throws only where a specification cannot be written as JSON, which none of ours brings about.
    public static func stop(_ state: ClusterState, service: ServiceName? = nil) throws -> ClusterPlan {
        running(.stop, state, try stopping(state, service))
    }

    /// What stops and starts, in order. What has run to its end stays so, unless it is what is named: that runs again.
    public static func restart(_ state: ClusterState, service: ServiceName? = nil) throws -> ClusterPlan {
        if let service, let job = state.service(service), job.runsToCompletion {
            let again: [ClusterStep] = [
                .removeService(.init(name: job.specification.name)), .createService(job),
                .waitFor(.init(job, .ready, required: true)),
            ]
            return running(.restart, state, again)
        }
        let stops = try stopping(state, service)
        return running(.restart, state, stops + start(state, service: service).steps)
    }

    private static func stopping(_ state: ClusterState, _ service: ServiceName?) throws -> [ClusterStep] {
        try state.services.sortedByWaiting.reversed()
            .filter { (service == nil || $0.name == service) && !$0.runsToCompletion }
            .map { .stopService(try $0.stopped()) }
    }

    private static func running(
        _ purpose: Plan.Purpose, _ state: ClusterState, _ steps: [ClusterStep]
    ) -> ClusterPlan {
        ClusterPlan(
            purpose: purpose, installation: state.installation, hosts: state.hosts.map(\.host), steps: steps,
            state: state, leaves: [])
    }
}

extension ClusterState {
    /// A service and all that it waits for, directly or not.
    fileprivate func needed(by service: ServiceName) -> Set<ServiceName> {
        var needed: Set<ServiceName> = []
        var waiting = [service]
        while let next = waiting.popLast() {
            guard needed.insert(next).inserted else { continue }
            waiting += self.service(next)?.dependencies.map(\.service) ?? []
        }
        return needed
    }
}

extension ClusterService {
    /// The same with nothing to run: Swarm stops a service by having none of it; a global one by having no node that it may be on.
    func stopped() throws -> ClusterService {
        var stopped = self
        switch specification.mode {
        case .replicated: stopped.specification.mode = .replicated(replicas: 0)
        case .global:
            let constraints = specification.taskTemplate.placement?.constraints ?? []
            var placement = specification.taskTemplate.placement ?? TaskPlacement(constraints: nil)
            placement.constraints = constraints + ["node.labels.\(Self.nowhere) == yes"]
            stopped.specification.taskTemplate.placement = placement
        case .replicatedJob, .globalJob: return self
        }
        stopped.specification.labels[ObjectLabel.specification] = nil
        stopped.specification.labels[ObjectLabel.specification] = try SpecificationHash.of(stopped.specification)
        return stopped
    }

    /// A label that no node has.
    private static let nowhere = "valise.stopped"
}
