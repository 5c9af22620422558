import Planning
import Vocabulary

/// Why a service is not as it should be, and what to do: from where it may run, and how those hosts are. Pure.
struct ServiceDiagnosis: Hashable, Sendable {
    var reason: String
    var hint: String

    /// `nil` where nothing is wrong but that it is not up yet.
    init?(
        of service: ClusterService, _ status: ClusterStatus.Service, on hosts: [ClusterStatus.Host],
        in installation: InstallationName
    ) {
        let waiting = status.tasks.first { $0.host == nil }?.error
        let away = hosts.filter { service.hosts.contains($0.name) && $0.health != .healthy }
        let gone = service.hosts.filter { name in !hosts.contains { $0.name == name } }
        let isAway = away.map { "`\($0.name)` is \($0.state)" }.joined(separator: ", ")
        let names = away.map { "`\($0.name)`" }.joined(separator: ", ")
        hint = "bring \(names) back"
        switch service.kind {
        case _ where away.isEmpty && !gone.isEmpty:
            reason =
                "it was placed on \(gone.map { "`\($0)`" }.joined(separator: ", ")), no host of this target any more"
            hint = "`valise install FILE` places it anew"
        case _ where away.isEmpty:
            guard let error = waiting ?? status.lastError else { return nil }
            reason = error
            hint = waiting == nil ? "look why: `valise logs \(installation) \(service.name)`" : "see `valise hosts ls`"
        case .pinned:
            reason = "its data or its company keeps it on one host, and \(isAway)"
        case .everywhere:
            reason = "it runs on each of \(service.hosts.count) hosts, and \(isAway)"
        case .candidates where away.count == service.hosts.count:
            reason = "no other host may run it, and \(isAway)"
        case .candidates:
            reason = isAway + (waiting.map { ", and no other host can take it: \($0)" } ?? "")
        }
    }
}
