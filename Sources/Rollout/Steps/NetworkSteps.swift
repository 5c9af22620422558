import EngineClient
import Ledger
import Planning
import Vocabulary

/// Networks and volumes.
extension StepContext {
    func probeNetwork(_ wanted: NetworkSpecification) async throws -> Readiness {
        guard let found = try await engine.inspectNetwork(wanted.name) else { return .toDo }
        guard owns(found.labels) else { throw nameTaken("network", wanted.name) }
        return found.labels[ObjectLabel.specification] == wanted.labels[ObjectLabel.specification] ? .alreadySo : .toDo
    }

    func create(_ wanted: NetworkSpecification) async throws {
        if let found = try await engine.inspectNetwork(wanted.name) {
            guard owns(found.labels) else { throw nameTaken("network", wanted.name) }
            if found.labels[ObjectLabel.specification] == wanted.labels[ObjectLabel.specification] { return }
            try await engine.removeNetwork(found.id)
        }
        _ = try await engine.createNetwork(wanted)
    }

    func probeRemoval(ofNetwork object: Step.ObjectOnHost) async throws -> Readiness {
        guard let found = try await engine.inspectNetwork(object.id ?? object.name) else { return .alreadySo }
        return owns(found.labels) ? .toDo : .alreadySo
    }

    /// One that somebody else's container is in stays, and is named.
    func remove(network object: Step.ObjectOnHost) async throws -> StepResult {
        do {
            try await engine.removeNetwork(object.id ?? object.name)
        } catch let problem as Problem where problem.isEngineNotFound {
            // Gone already.
        } catch let problem as Problem {
            guard let found = try await engine.inspectNetwork(object.id ?? object.name) else { return StepResult() }
            var others: [String] = []
            for id in found.containers {
                guard let container = try await engine.inspectContainer(id), !owns(container.configuration.labels)
                else { continue }
                others.append(container.name)
            }
            guard !others.isEmpty else { throw problem }
            let users = others.sorted().map { "`\($0)`" }.joined(separator: ", ")
            return StepResult(remnants: [Remnant(kind: .network, name: object.name, reason: "used by \(users)")])
        }
        return StepResult()
    }

    func probeVolume(_ wanted: VolumeSpecification) async throws -> Readiness {
        guard let found = try await engine.inspectVolume(wanted.name) else { return .toDo }
        guard owns(found.labels) else { throw nameTaken("volume", wanted.name) }
        return .alreadySo
    }

    /// A volume that is there keeps its driver and options, whatever the definition says now: they cannot be changed without losing what is in it.
    func create(_ wanted: VolumeSpecification) async throws {
        let made = try await engine.createVolume(wanted)
        guard owns(made.labels) else { throw nameTaken("volume", wanted.name) }
    }

    func probeRemoval(ofVolume object: Step.ObjectOnHost) async throws -> Readiness {
        guard let found = try await engine.inspectVolume(object.name) else {
            return try await hasFillingMark(of: object.name) ? .toDo : .alreadySo
        }
        return owns(found.labels) ? .toDo : .alreadySo
    }

    func remove(volume object: Step.ObjectOnHost) async throws -> StepResult {
        try await removeFillingMark(of: object.name)
        do {
            try await engine.removeVolume(object.name)
        } catch let problem as Problem where problem.isEngineNotFound {
            // Gone already.
        } catch let problem as Problem where problem.isEngineConflict {
            let users = try await engine.listContainers(.all, filters: ["volume": [object.name]])
                .filter { !owns($0.labels) }.map { "`\($0.name)`" }.sorted()
            guard !users.isEmpty else { throw problem }
            return StepResult(remnants: [
                Remnant(kind: .volume, name: object.name, reason: "used by \(users.joined(separator: ", "))")
            ])
        }
        return StepResult()
    }

    private func nameTaken(_ kind: String, _ name: String) -> Problem {
        Problem(
            kind == "network" ? "network.name-taken" : "volume.name-taken", .step,
            "cannot use the \(kind) name `\(name)`: a \(kind) that is not of installation `\(installation)` has it",
            consequence: "that \(kind) was not touched",
            hint: "remove it if nobody needs it (`docker \(kind) rm \(name)`), then run `valise resume \(installation)`"
        )
    }
}
