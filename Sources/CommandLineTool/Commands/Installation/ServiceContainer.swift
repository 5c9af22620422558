import EngineClient
import Vocabulary

/// A container with its place in an installation.
struct ServiceContainer: Hashable, Sendable, Comparable {
    var id: String
    var name: String
    var service: String
    var number: Int
    var state: ContainerState

    /// `nil` for a container that is no service's.
    init?(_ summary: ContainerSummary) {
        guard let service = summary.labels[ObjectLabel.service] else { return nil }
        id = summary.id
        name = summary.name
        self.service = service
        number = summary.labels[ObjectLabel.containerNumber].flatMap { Int($0) } ?? 1
        state = summary.state
    }

    /// `web-1`
    var short: String { "\(service)-\(number)" }

    static func < (left: Self, right: Self) -> Bool {
        (left.service, left.number, left.name) < (right.service, right.number, right.name)
    }
}
