public import Vocabulary

extension Plan {
    /// Starts an installation, or one service with what it depends on, in order. One-shot services that have ended well stay so.
    public static func start(_ state: ResolvedState, service: ServiceName? = nil, on host: HostName) -> Plan {
        let services = service.map { state.closure(of: $0) } ?? state.services
        return Plan(
            purpose: .start, installation: state.installation, host: host,
            steps: ServiceSteps(state).inOrder(creating: false, changes: nil, of: services)
                .withoutRepetition, state: state)
    }

    /// Stops an installation, dependents first, or one service alone.
    public static func stop(_ state: ResolvedState, service: ServiceName? = nil, on host: HostName) -> Plan {
        let services = state.services.filter { service == nil || $0.name == service }
        let steps = services.reversed().flatMap { service in
            service.containers.reversed().map {
                Step.stopContainer(.init(container: $0.name, preStop: $0.preStop))
            }
        }
        return Plan(purpose: .stop, installation: state.installation, host: host, steps: steps, state: state)
    }

    /// Stops and starts, in order. One-shot services that have ended stay so; they are not stopped.
    public static func restart(_ state: ResolvedState, service: ServiceName? = nil, on host: HostName) -> Plan {
        var all = stop(state, service: service, on: host)
        let lasting = Set(
            state.services.filter { !$0.runsToCompletion || $0.name == service }.flatMap(\.containers).map(\.name))
        all.steps = all.steps.filter { lasting.contains($0.object) }
        var started = start(state, service: service, on: host).steps
        if service != nil, let name = service {
            // What it depends on is left as it is; only its own containers were stopped.
            started = started.filter { $0.service == name }.map(\.evenIfCompleted)
        }
        return Plan(
            purpose: .restart, installation: state.installation, host: host,
            steps: (all.steps + started).withoutRepetition, state: state)
    }
}

extension ResolvedState {
    /// A service and all that it depends on, in the order of the state.
    func closure(of name: ServiceName) -> [ResolvedService] {
        var wanted: Set<ServiceName> = []
        var open = [name]
        while let next = open.popLast() {
            guard wanted.insert(next).inserted, let service = service(next) else { continue }
            open += service.dependencies.map(\.service)
        }
        return services.filter { wanted.contains($0.name) }
    }
}

extension Step {
    /// For a service that somebody names: a one-shot one runs again.
    fileprivate var evenIfCompleted: Step {
        guard case .startContainer(var step) = self else { return self }
        step.runsToCompletion = false
        return .startContainer(step)
    }
}
