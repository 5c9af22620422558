import Vocabulary

/// The order of services, with the Compose semantics: a dependent is created and started after what it waits for.
struct ServiceSteps {
    let state: ResolvedState
    init(_ state: ResolvedState) { self.state = state }

    /// Creates (where asked for), starts and waits, dependencies first, then waits for all. With `changes`, dependents with `restart: true` are restarted.
    /// A hook step stands behind every start: it has nothing to do where the start had not.
    ///
    /// A wait stands right before the first service that needs it, so that everything which can start at once does.
    func inOrder(creating: Bool, changes: InstallChanges?, of services: [ResolvedService]? = nil) -> [Step] {
        let services = services ?? state.services
        var steps: [Step] = []
        // What waits for nothing first: the engine works on all of it while the first wait is under way.
        for service in services.sortedByWaiting {
            for dependency in service.dependencies {
                guard let wait = wait(for: dependency) else { continue }
                steps.merge(wait)
            }
            for container in service.containers {
                if creating {
                    steps.append(
                        .createContainer(.init(service: service.name, container: container, image: service.image)))
                }
                if let changes, !changes.recreated.contains(container.name),
                    let after = restarting(service, changes), !after.isEmpty
                {
                    steps.append(
                        .restartContainer(
                            .init(
                                service: service.name, container: container.name, after: after,
                                preStop: container.preStop)))
                }
                steps.append(
                    .startContainer(
                        .init(
                            service: service.name, container: container.name,
                            runsToCompletion: service.runsToCompletion)))
                for (index, hook) in container.postStart.enumerated() {
                    steps.append(
                        .runHook(.init(service: service.name, container: container.name, index: index, hook: hook)))
                }
            }
        }
        for service in services where !service.containers.isEmpty {
            steps.append(.waitFor(wait(for: service, .ready, required: true)))
        }
        return steps
    }

    private func restarting(_ service: ResolvedService, _ changes: InstallChanges) -> [String]? {
        service.dependencies.filter(\.restart).compactMap { state.service($0.service) }
            .flatMap(\.containers).map(\.name).filter { changes.recreated.contains($0) }
    }

    private func wait(for dependency: DesiredService.Dependency) -> Step? {
        guard let service = state.service(dependency.service), !service.containers.isEmpty else { return nil }
        return switch dependency.condition {
        case .started: nil
        case .healthy: .waitFor(wait(for: service, .healthy, required: dependency.required))
        case .completed: .waitFor(wait(for: service, .completed, required: dependency.required))
        }
    }

    private func wait(
        for service: ResolvedService, _ condition: Step.Wait.Condition, required: Bool
    ) -> Step.Wait {
        Step.Wait(
            service: service.name, containers: service.containers.map(\.name), condition: condition,
            limit: service.healthy, runsToCompletion: service.runsToCompletion, required: required,
            probe: condition == .completed ? nil : service.probe)
    }
}

extension [Step] {
    /// Adds a wait once for each service and condition; it is required if one of those who wait requires it.
    fileprivate mutating func merge(_ step: Step) {
        guard let index = firstIndex(where: { $0.id == step.id }) else { return append(step) }
        if case .waitFor(var known) = self[index], case .waitFor(let new) = step, new.required, !known.required {
            known.required = true
            self[index] = .waitFor(known)
        }
    }
}
