import Planning
import Rollout
import Vocabulary

/// How an installation is on its hosts, as a person and as a program read it.
struct ClusterStatusSummary: Sendable {
    let status: ClusterStatus

    var text: String {
        var text = "\(status.installation): \(status.application) \(status.version), release \(status.release), "
        text += status.health.rawValue
        if let open = status.open { text += ", \(Printable.text(open))" }
        text += "\n\n" + Table("HOST", "STATE", "ROLE", rows: status.hosts.map(Self.row)).text
        // Services × hosts: what runs where.
        let names = status.hosts.map(\.name)
        let rows = status.services.map { service in
            [service.name.rawValue, "\(service.running)/\(service.desired)", service.health.rawValue]
                + names.map { host in Self.cell(service, on: host) }
        }
        text += "\n" + Table(["SERVICE", "RUNNING", "HEALTH"] + names.map(\.rawValue), rows: rows).text
        let remarks =
            [
                remark(
                    "the cluster", status.trouble.map { $0.message + ($0.found.map { ": \($0)" } ?? "") },
                    status.trouble?.hint)
            ]
            + status.hosts.map { remark("host \($0.name)", $0.reason, $0.hint) }
            + status.services.map { remark("service \($0.name)", $0.reason, $0.hint) }
        return text + remarks.compactMap(\.self).map { "\n" + $0 }.joined()
    }

    /// What is wrong with something, and what to do.
    private func remark(_ what: String, _ reason: String?, _ hint: String?) -> String? {
        guard let reason else { return nil }
        return "\(what): \(Printable.text(reason))\n" + (hint.map { "  hint: \(Printable.text($0))\n" } ?? "")
    }

    private static func row(_ host: ClusterStatus.Host) -> [String] {
        [
            host.name.rawValue, host.state, host.role.rawValue + (host.isLeader ? ", leader" : ""),
        ]
    }

    private static func cell(_ service: ClusterStatus.Service, on host: HostName) -> String {
        let tasks = service.tasks.filter { $0.host == host }
        guard !tasks.isEmpty else { return "–" }
        let states = Dictionary(grouping: tasks, by: \.state).sorted { $0.key < $1.key }
        return states.map { $1.count == 1 ? $0 : "\($1.count) \($0)" }.joined(separator: ", ")
    }

    /// As of one host, with `hosts` and `tasks` in the place of containers.
    var json: JSON {
        [
            "installation": .text(status.installation),
            "application": .text(status.application),
            "version": .text(status.version),
            "release": .integer(Int64(status.release)),
            "health": .string(status.health.rawValue),
            "unfinished": .text(status.unfinished),
            "open": .text(status.open),
            "trouble": status.trouble.map(ProblemDocument.of) ?? .null,
            "hosts": .array(
                status.hosts.map { host in
                    [
                        "name": .text(host.name), "state": .string(host.state), "role": .string(host.role.rawValue),
                        "leader": .boolean(host.isLeader), "health": .string(host.health.rawValue),
                        "reason": .text(host.reason), "hint": .text(host.hint),
                    ]
                }),
            "services": .array(
                status.services.map { service in
                    [
                        "name": .text(service.name), "image": .string(service.image),
                        "health": .string(service.health.rawValue), "placed": .string(service.kind.rawValue),
                        "desired": .integer(Int64(service.desired)), "running": .integer(Int64(service.running)),
                        "lastError": .text(service.lastError), "reason": .text(service.reason),
                        "hint": .text(service.hint), "tasks": .array(service.tasks.map(Self.json)),
                    ]
                }),
        ]
    }

    private static func json(_ task: ClusterStatus.ServiceTask) -> JSON {
        [
            "id": .string(task.id), "host": .text(task.host), "state": .string(task.state),
            "restarts": .integer(Int64(task.restarts)), "container": .text(task.containerID),
            "since": .string(task.since), "error": .text(task.error),
        ]
    }
}
