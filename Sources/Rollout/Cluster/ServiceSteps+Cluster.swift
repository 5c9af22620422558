import EngineClient
import Planning
import Vocabulary

/// Networks and services of a cluster.
extension ClusterContext {
    // MARK: Networks

    func probeNetwork(_ wanted: NetworkSpecification) async throws -> Readiness {
        guard let found = try await network(wanted.name) else { return .toDo }
        guard owns(found.labels) else { throw nameTaken("network", wanted.name) }
        return found.labels[ObjectLabel.specification] == wanted.labels[ObjectLabel.specification] ? .alreadySo : .toDo
    }

    func create(_ wanted: NetworkSpecification) async throws {
        if let found = try await network(wanted.name) {
            guard owns(found.labels) else { throw nameTaken("network", wanted.name) }
            // Who is in it keeps it: those services are made anew behind it.
            for service in try await services() where service.uses(found) { try await remove(service: service.name) }
            try await remove(network: wanted.name)
        }
        _ = try await manager().createNetwork(wanted)
    }

    func probeRemoval(ofNetwork name: String) async throws -> Readiness {
        guard try await seat.isThere(), let found = try await network(name) else { return .alreadySo }
        return owns(found.labels) ? .toDo : .alreadySo
    }

    /// Tasks that are just going may still be in it.
    func remove(network name: String) async throws {
        let deadline = ContinuousClock.now + .seconds(Self.patience)
        while let found = try await network(name), owns(found.labels) {
            do {
                try await manager().removeNetwork(found.id)
            } catch let problem as Problem where problem.isEngineNotFound {
                return
            } catch let problem as Problem {
                guard ContinuousClock.now < deadline else { throw problem }
            }
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    /// Seconds for what Swarm does by itself after a call.
    static let patience = 60

    /// Of the cluster, by its exact name.
    private func network(_ name: String) async throws -> EngineNetwork? {
        try await manager().listNetworks(filters: ["name": [name], "scope": ["swarm"]]).first { $0.name == name }
    }

    // MARK: Services

    /// Those of this installation.
    func services() async throws -> [SwarmService] {
        try await manager().listServices(
            filters: ["label": ["\(ObjectLabel.installation)=\(installation)"]], counts: .included
        ).filter { owns($0.specification.labels) }
    }

    func probeService(_ wanted: ClusterService) async throws -> Readiness {
        guard let found = try await manager().inspectService(wanted.specification.name) else { return .toDo }
        guard owns(found.specification.labels) else { throw nameTaken("service", wanted.specification.name) }
        guard
            found.specification.labels[ObjectLabel.specification]
                == wanted.specification.labels[ObjectLabel.specification]
        else { return .toDo }
        return try await hasFailed(wanted) ? .toDo : .alreadySo
    }

    /// A job that has ended without success, and that nothing begins again by itself: asked for once more, it runs once more.
    private func hasFailed(_ job: ClusterService) async throws -> Bool {
        guard job.runsToCompletion else { return false }
        let found = try await tasks(of: job.specification.name)
        return !found.current.isEmpty && found.current.allSatisfy(\.status.state.isOver)
            && found.completed.count < job.tasks
    }

    func create(_ wanted: ClusterService) async throws {
        let specification = try await resolved(wanted.specification)
        let manager = try await manager()
        for attempt in 1... {
            guard let found = try await manager.inspectService(specification.name) else {
                return try await announce(manager.createService(specification).warnings, wanted)
            }
            guard owns(found.specification.labels) else { throw nameTaken("service", specification.name) }
            // How many there are to be is a part of the mode, and may change; what kind of service it is may not.
            guard found.specification.mode.isSameKind(as: specification.mode), try await !hasFailed(wanted) else {
                try await remove(service: specification.name)
                continue
            }
            do {
                return try await announce(
                    manager.updateService(found.id, version: found.version, specification: specification), wanted)
            } catch let problem as Problem where problem.isEngineOutOfSequence && attempt < 10 {
                continue
            }
        }
    }

    // MARK: Stopping

    func probeStop(_ stopped: ClusterService) async throws -> Readiness {
        guard try await probeService(stopped) == .alreadySo else { return .toDo }
        return try await containers(of: stopped.specification.name).contains(where: \.isRunning) ? .toDo : .alreadySo
    }

    /// It ends as it asked to (`stop_signal`, `stop_grace_period`): Swarm's own way of scaling down.
    func stop(_ stopped: ClusterService) async throws {
        let name = stopped.specification.name
        try await create(stopped)
        let grace = (stopped.specification.taskTemplate.container.stopGracePeriod ?? 0) / 1_000_000_000
        let limit = Self.patience * 5 + Int(grace)
        let deadline = ContinuousClock.now + .seconds(limit)
        while true {
            let running = try await containers(of: name).filter(\.isRunning)
            guard !running.isEmpty else { return }
            guard ContinuousClock.now < deadline else {
                throw Problem(
                    "service.not-stopped", .step, "service `\(stopped.name)` was stopped, and still runs",
                    expected: "ended within \(limit) s",
                    found: running.map { "`\($0.container)` on `\($0.host)`" }.joined(separator: ", "),
                    hint: "see the engine's log on that host, then run `valise stop \(installation)` again")
            }
            progress(
                .waiting(
                    ProgressStage("stop:\(name)"), what: "the containers of `\(stopped.name)` to end",
                    limitSeconds: limit))
            try await Task.sleep(for: .milliseconds(250))
        }
    }

    private func announce(_ warnings: [String], _ service: ClusterService) async throws {
        for warning in warnings {
            progress(
                .warning(
                    Problem(
                        "service.warning", .step, severity: .warning,
                        "the cluster says of service `\(service.name)`: \(warning)")))
        }
    }

    func probeRemoval(ofService name: String) async throws -> Readiness {
        if try await seat.isThere(), let found = try await manager().inspectService(name),
            owns(found.specification.labels)
        {
            return .toDo
        }
        return try await containers(of: name).isEmpty ? .alreadySo : .toDo
    }

    /// It is gone when the last of its containers is: until then it holds ports, networks and volumes.
    func remove(service name: String) async throws {
        do {
            if try await seat.isThere() { try await manager().removeService(name) }
        } catch let problem as Problem where problem.isEngineNotFound {
            // Gone already.
        }
        let deadline = ContinuousClock.now + .seconds(Self.patience * 5)
        while true {
            let left = try await containers(of: name)
            guard !left.isEmpty else { return }
            for found in left where !found.isRunning { try await removeEnded(found) }
            guard ContinuousClock.now < deadline else {
                let places = Set(left.map { "`\($0.host)`" }).sorted().joined(separator: ", ")
                throw Problem(
                    "service.not-gone", .step,
                    "service `\(name)` was removed, and its containers are still on \(places)",
                    expected: "gone within \(Self.patience * 5) s",
                    found: left.map(\.container).joined(separator: ", "),
                    hint: "see the engine's log on that host, then run `valise resume \(installation)`")
            }
            progress(
                .waiting(
                    ProgressStage("remove:\(name)"), what: "the containers of `\(name)` to end",
                    limitSeconds: Self.patience * 5))
            try await Task.sleep(for: .milliseconds(250))
        }
    }

    private struct Left: Sendable {
        var host: HostName
        var container: String
        var isRunning: Bool
    }

    /// What has ended by itself, as a job does, Swarm leaves lying.
    private func removeEnded(_ left: Left) async throws {
        do {
            try await context(of: left.host).engine.removeContainer(left.container)
        } catch let problem as Problem where problem.isEngineNotFound || problem.isEngineConflict {
            // Gone, or just going.
        }
    }

    private func containers(of service: String) async throws -> [Left] {
        try await withThrowingTaskGroup(of: [Left].self) { group in
            for (host, context) in contexts {
                group.addTask {
                    try await context.engine.listContainers(
                        .all, filters: ["label": ["com.docker.swarm.service.name=\(service)"]]
                    ).filter { owns($0.labels) }.map {
                        Left(host: host, container: $0.name, isRunning: $0.state == .running)
                    }
                }
            }
            var all: [Left] = []
            for try await found in group { all += found }
            return all.sorted { ($0.host.rawValue, $0.container) < ($1.host.rawValue, $1.container) }
        }
    }

    private static let takenCodes: [String: ProblemCode] = [
        "network": "network.name-taken", "secret": "secret.name-taken", "config": "config.name-taken",
    ]

    func nameTaken(_ kind: String, _ name: String) -> Problem {
        Problem(
            Self.takenCodes[kind] ?? "service.name-taken", .step,
            "cannot use the \(kind) name `\(name)`: a \(kind) that is not of installation `\(installation)` has it",
            consequence: "that \(kind) was not touched",
            hint: "remove it if nobody needs it (`docker \(kind) rm \(name)`), then run `valise resume \(installation)`"
        )
    }
}

extension SwarmService {
    fileprivate func uses(_ network: EngineNetwork) -> Bool {
        (specification.taskTemplate.networks ?? []).contains { $0.target == network.id || $0.target == network.name }
    }
}

extension ServiceMode {
    fileprivate func isSameKind(as other: ServiceMode) -> Bool {
        switch (self, other) {
        case (.replicated, .replicated), (.global, .global), (.replicatedJob, .replicatedJob),
            (.globalJob, .globalJob):
            true
        default: false
        }
    }
}
