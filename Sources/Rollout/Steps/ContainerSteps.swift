import EngineClient
import Planning
import Vocabulary

/// Containers: there as specified, started, restarted, stopped, gone.
extension StepContext {
    func probeCreation(_ step: Step.CreateContainer) async throws -> Readiness {
        guard let found = try await engine.inspectContainer(step.container.name) else { return .toDo }
        try requireOurs(found)
        return isAsSpecified(found, step) && missingNetworks(found, step).isEmpty ? .alreadySo : .toDo
    }

    /// Makes it, or puts it in the place of an older one. The older one is stopped only when the new one is there (as Docker Compose does it).
    func create(_ step: Step.CreateContainer) async throws {
        let name = step.container.name
        for leftover in try await unfinishedReplacements(of: name) {
            try await removeIfThere(container: leftover)
        }
        if let found = try await engine.inspectContainer(name) {
            try requireOurs(found)
            if isAsSpecified(found, step) {
                try await connect(found.id, to: missingNetworks(found, step))
            } else {
                try await replace(found, step)
            }
        } else {
            let files = step.container.files ?? []
            // Under its own name only once it is complete: what is cut off before is found, and removed.
            let first = files.isEmpty ? name : Self.unfinished + "_" + name
            let made = try await engine.createContainer(name: first, specification: step.container.specification)
            try await put(files, into: made.id)
            try await connect(made.id, to: step.container.furtherNetworks)
            if first != name { try await engine.renameContainer(made.id, to: name) }
        }
    }

    /// As long as the start of an ID, which stands there in the name of a replacement.
    private static let unfinished = "unfinished00"

    private func replace(_ old: ContainerDetails, _ step: Step.CreateContainer) async throws {
        let temporary = "\(old.id.prefix(12))_\(step.container.name)"
        let specification = step.container.specification.inheritingAnonymousVolumes(of: old)
        let made = try await engine.createContainer(name: temporary, specification: specification)
        try await put(step.container.files ?? [], into: made.id)
        try await connect(made.id, to: step.container.furtherNetworks)
        if old.state.isRunning {
            await runPreStop(step.container.preStop, in: old.id)
            try await engine.stopContainer(old.id, graceSeconds: old.configuration.stopTimeout)
        }
        try await engine.removeContainer(old.id, .forced, anonymousVolumes: .kept)
        try await engine.renameContainer(made.id, to: step.container.name)
    }

    private func connect(_ container: String, to networks: [DesiredContainer.FurtherNetwork]) async throws {
        for further in networks {
            try await engine.connectNetwork(further.network, container: container, endpoint: further.endpoint)
        }
    }

    private func isAsSpecified(_ found: ContainerDetails, _ step: Step.CreateContainer) -> Bool {
        let wanted = step.container.specification.labels[ObjectLabel.specification]
        return wanted != nil && found.configuration.labels[ObjectLabel.specification] == wanted
    }

    private func missingNetworks(
        _ found: ContainerDetails, _ step: Step.CreateContainer
    ) -> [DesiredContainer.FurtherNetwork] {
        step.container.furtherNetworks.filter { found.networks[$0.network] == nil }
    }

    /// What a replacement that was cut off has left: made, never started, under its temporary name.
    private func unfinishedReplacements(of name: String) async throws -> [String] {
        try await engine.listContainers(
            .all, filters: ["label": ["\(ObjectLabel.installation)=\(installation)"]]
        )
        .filter { owns($0.labels) && $0.name.hasSuffix("_" + name) && $0.name.utf8.count == name.utf8.count + 13 }
        .map(\.id)
    }

    // MARK: Start, restart, stop

    func probeStart(_ step: Step.StartContainer) async throws -> Readiness {
        guard let found = try await engine.inspectContainer(step.container) else { return .toDo }
        if found.state.isRunning, found.state.status != .restarting { return .alreadySo }
        let hasCompleted = found.state.status == .exited && found.state.exitCode == 0
        return step.runsToCompletion && hasCompleted ? .alreadySo : .toDo
    }

    func start(_ step: Step.StartContainer) async throws {
        guard let found = try await engine.inspectContainer(step.container) else {
            throw Problem(
                "container.gone", .step,
                "cannot start container `\(step.container)` of service `\(step.service)`: it is not there any more",
                hint: "run `valise install` with the bundle again: it makes what is missing")
        }
        try requireOurs(found)
        do {
            // By its name, which is what a person reads where it fails.
            try await engine.startContainer(found.name)
        } catch var problem as Problem {
            let isTaken = ["port is already allocated", "address already in use"].contains(
                where: problem.message.contains)
            guard isTaken else { throw problem }
            problem.hint =
                "since the check, somebody has taken the port: free it and run `valise resume \(installation)`, or run `valise install` again with another port (`--set`)"
            throw problem
        }
    }

    func probeRestart(_ step: Step.RestartContainer) async throws -> Readiness {
        // One that does not run is started by the next step.
        guard let found = try await engine.inspectContainer(step.container), found.state.isRunning else {
            return .alreadySo
        }
        for name in step.after {
            guard let other = try await engine.inspectContainer(name) else { continue }
            if EngineTime(found.state.startedAt) < EngineTime(other.state.startedAt) { return .toDo }
        }
        return .alreadySo
    }

    func restart(_ step: Step.RestartContainer) async throws {
        guard let found = try await engine.inspectContainer(step.container) else { return }
        try requireOurs(found)
        await runPreStop(step.preStop ?? [], in: found.id)
        try await engine.restartContainer(found.name, graceSeconds: found.configuration.stopTimeout)
    }

    func probeStop(_ step: Step.StopContainer) async throws -> Readiness {
        guard let found = try await engine.inspectContainer(step.id ?? step.container) else { return .alreadySo }
        return found.state.isRunning || found.state.status == .restarting ? .toDo : .alreadySo
    }

    func stop(_ step: Step.StopContainer) async throws {
        guard let found = try await engine.inspectContainer(step.id ?? step.container) else { return }
        try requireOurs(found)
        if found.state.isRunning { await runPreStop(step.preStop, in: found.id) }
        do {
            try await engine.stopContainer(found.name, graceSeconds: found.configuration.stopTimeout)
        } catch let problem as Problem where problem.isEngineNotFound {
            // Gone by itself (`--rm`): not running, as was asked for.
        }
    }

    // MARK: Removal

    func probeRemoval(ofContainer object: Step.ObjectOnHost) async throws -> Readiness {
        guard let found = try await engine.inspectContainer(object.id ?? object.name) else { return .alreadySo }
        // Somebody else's that took the name: not ours to remove, and ours is gone.
        return owns(found.configuration.labels) ? .toDo : .alreadySo
    }

    func remove(container object: Step.ObjectOnHost) async throws {
        try await removeIfThere(container: object.id ?? object.name)
    }

    private func removeIfThere(container: String) async throws {
        do {
            try await engine.removeContainer(container, .forced)
        } catch let problem as Problem where problem.isEngineNotFound {
            // Gone already.
        } catch let problem as Problem where problem.isEngineConflict {
            // "removal of container … is already in progress": wait for its end, then it is gone.
            _ = try await engine.waitContainer(container, until: .removed, limit: .seconds(60))
        }
    }

    private func requireOurs(_ found: ContainerDetails) throws {
        guard !owns(found.configuration.labels) else { return }
        throw Problem(
            "container.name-taken", .step,
            "cannot use the container name `\(found.name)`: a container that is not of installation `\(installation)` has it",
            found: "container \(found.id.prefix(12)), image `\(found.configuration.image)`",
            consequence: "that container was not touched",
            hint: "rename or remove it, then run `valise resume \(installation)`")
    }
}

extension ContainerSpecification {
    /// With the anonymous volumes of the container whose place it takes, as Docker Compose keeps them: they may hold data.
    fileprivate func inheritingAnonymousVolumes(of old: ContainerDetails) -> ContainerSpecification {
        var result = self
        let taken = Set(
            (host.mounts ?? []).map(\.target) + (host.tmpfs ?? [:]).keys
                + (host.binds ?? []).compactMap { $0.split(separator: ":").dropFirst().first.map(String.init) })
        let anonymous = old.mounts.filter { mount in
            mount.type == "volume" && Digest(hex: mount.name) != nil && !taken.contains(mount.destination)
        }
        guard !anonymous.isEmpty else { return self }
        result.host.mounts =
            (host.mounts ?? [])
            + anonymous.map {
                HostConfiguration.Mount(type: "volume", source: $0.name, target: $0.destination)
            }
        return result
    }
}
