import Rollout
import Vocabulary

extension InstallationStatus {
    /// Nothing of it runs, and something should.
    var isStopped: Bool {
        let containers = services.flatMap(\.containers)
        return health == .unhealthy && !containers.isEmpty
            && containers.allSatisfy { ["exited", "created"].contains($0.state) }
    }
}

/// How an installation is, as a person and as a program read it.
struct StatusSummary: Sendable {
    let status: InstallationStatus

    var text: String {
        var text = "\(status.installation): \(status.application) \(status.version), release \(status.release), "
        text += status.health.rawValue
        if let open = status.open { text += ", \(Printable.text(open))" }
        let rows = status.services.flatMap { service in service.containers.map { row($0, of: service) } }
        text += "\n\n" + Table("SERVICE", "CONTAINER", "HEALTH", "STATE", "PORTS", rows: rows).text
        for container in status.services.flatMap(\.containers) where container.health == .unhealthy {
            if let error = container.lastError, !error.isEmpty {
                text += "\n\(container.name): \(Printable.text(error))\n"
            }
        }
        return text
    }

    private func row(_ container: ContainerStatus, of service: ServiceStatus) -> [String] {
        var state = container.state
        if let code = container.exitCode, state != "running" { state += " (\(code))" }
        if container.restarts > 0 {
            state += ", \(container.restarts) restart\(container.restarts == 1 ? "" : "s")"
        }
        return [
            service.name.rawValue, container.name, container.health.rawValue, state,
            container.ports.joined(separator: ", "),
        ]
    }

    var json: JSON {
        [
            "installation": .text(status.installation),
            "application": .text(status.application),
            "version": .text(status.version),
            "release": .integer(Int64(status.release)),
            "health": .string(status.health.rawValue),
            "unfinished": .text(status.unfinished),
            "open": .text(status.open),
            "services": .array(
                status.services.map { service in
                    [
                        "name": .text(service.name), "image": .string(service.image),
                        "health": .string(service.health.rawValue),
                        "containers": .array(service.containers.map(Self.json)),
                    ]
                }),
        ]
    }

    private static func json(_ container: ContainerStatus) -> JSON {
        [
            "name": .string(container.name), "state": .string(container.state), "check": .text(container.check),
            "health": .string(container.health.rawValue), "exitCode": .integer(container.exitCode),
            "restarts": .integer(Int64(container.restarts)), "startedAt": .text(container.startedAt),
            "ports": .list(container.ports), "lastError": .text(container.lastError),
        ]
    }
}
