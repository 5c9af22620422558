import EngineClient
import Vocabulary

/// A container with its place in an installation.
struct ServiceContainer: Hashable, Sendable, Comparable {
    var id: String
    var name: String
    var service: String
    var number: Int
    var state: ContainerState
    /// Where it is, of several hosts.
    var host: HostName?

    /// `nil` for a container that is no service's.
    init?(_ summary: ContainerSummary) {
        guard let service = summary.labels[ObjectLabel.service] else { return nil }
        id = summary.id
        name = summary.name
        self.service = service
        let own = summary.labels[ObjectLabel.containerNumber].flatMap { Int($0) }
        number = own ?? Self.slot(summary.labels[Self.taskName]) ?? 1
        state = summary.state
    }

    /// A label that Swarm gives: `trio_web.2.k3j…`, and for a global service the node's ID in the place of the number (moby, `daemon/cluster/executor/container`).
    private static let taskName = "com.docker.swarm.task.name"

    private static func slot(_ name: String?) -> Int? {
        let parts = name?.split(separator: ".") ?? []
        return parts.count == 3 ? Int(parts[1]) : nil
    }

    /// `web-1`, `web-1@edge-2`
    var short: String { "\(service)-\(number)" + (host.map { "@\($0)" } ?? "") }

    static func < (left: Self, right: Self) -> Bool {
        (left.service, left.number, left.host?.rawValue ?? "", left.name)
            < (right.service, right.number, right.host?.rawValue ?? "", right.name)
    }
}
