import EngineClient
import Planning
import Vocabulary

/// Configs and secrets that a cluster keeps.
extension ClusterContext {
    func probeFile(_ wanted: ClusterStep.FileName) async throws -> Kept? {
        guard let found = try await kept(wanted) else { return nil }
        guard owns(found.labels) else { throw nameTaken(wanted.kind.rawValue, wanted.name) }
        return found
    }

    /// What a cluster has under a name.
    struct Kept: Sendable {
        var id: String
        var labels: [String: String]
    }

    private func kept(_ wanted: ClusterStep.FileName) async throws -> Kept? {
        let manager = try await manager()
        switch wanted.kind {
        case .secret:
            return try await manager.inspectSecret(wanted.name).map { Kept(id: $0.id, labels: $0.labels) }
        case .config:
            return try await manager.inspectConfig(wanted.name).map {
                Kept(id: $0.id, labels: $0.specification.labels)
            }
        }
    }

    /// Its name says its content: one of ours that is there is as it should be.
    func create(_ wanted: ClusterFile) async throws {
        guard try await probeFile(.init(wanted)) == nil else { return }
        let body = try source.body(of: wanted.content, for: "give the cluster the \(wanted.kind) `\(wanted.name)`")
        var reader = try body?.open()
        // What is larger was left a file of the host when the plan was made.
        let bytes = try reader?.readAll(limit: 1 << 20) ?? []
        let manager = try await manager()
        switch wanted.kind {
        case .secret:
            _ = try await manager.createSecret(
                SecretSpecification(name: wanted.name, labels: wanted.labels, data: bytes))
        case .config:
            _ = try await manager.createConfig(
                ConfigSpecification(name: wanted.name, labels: wanted.labels, data: bytes))
        }
    }

    /// Managers that have left keep nothing.
    func probeRemoval(of name: ClusterStep.FileName) async throws -> Readiness {
        guard try await seat.isThere(), let found = try await kept(name) else { return .alreadySo }
        return owns(found.labels) ? .toDo : .alreadySo
    }

    func remove(_ name: ClusterStep.FileName) async throws {
        guard let found = try await kept(name), owns(found.labels) else { return }
        let manager = try await manager()
        do {
            switch name.kind {
            case .secret: try await manager.removeSecret(found.id)
            case .config: try await manager.removeConfig(found.id)
            }
        } catch let problem as Problem where problem.isEngineNotFound {
            // Gone already.
        }
    }

    /// With the IDs that the cluster has given to what a service is granted by name.
    func resolved(_ specification: ServiceSpecification) async throws -> ServiceSpecification {
        var result = specification
        var secrets = specification.taskTemplate.container.secrets
        for index in (secrets ?? []).indices {
            if let name = secrets?[index].name { secrets?[index].id = try await id(of: .secret, name) }
        }
        var configs = specification.taskTemplate.container.configs
        for index in (configs ?? []).indices {
            if let name = configs?[index].name { configs?[index].id = try await id(of: .config, name) }
        }
        result.taskTemplate.container.secrets = secrets
        result.taskTemplate.container.configs = configs
        return result
    }

    private func id(of kind: DesiredContainer.Grant.Kind, _ name: String) async throws -> String {
        guard let found = try await probeFile(.init(kind, name)) else {
            throw Problem(
                "cluster.file-missing", .step, "the cluster does not have the \(kind) `\(name)` any more",
                consequence: "the services that are granted it are not changed",
                hint: "`valise install FILE` brings it again")
        }
        return found.id
    }
}
