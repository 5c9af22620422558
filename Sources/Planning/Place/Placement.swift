public import Vocabulary

/// For each service the hosts that may run it, at least one. Made by ``place(_:on:profile:homes:publishing:)`` alone.
///
/// On several hosts there is a way to run all tasks at once within these sets: services that publish the same port of their hosts have none in common,
/// and what is reserved fits.
public struct Placement: Hashable, Sendable {
    /// In the order of the desired state.
    public let services: [Assignment]
    /// Every host that was looked at, in order.
    public let hosts: [HostName]
    /// What a person should know of it: what stops with a single host, what is pinned, labels that attract nothing. Warnings and notes; none for a lone host.
    public let notes: [Problem]
    private let places: [ServiceName: Int]

    init(services: [Assignment], hosts: [HostName], notes: [Problem] = []) {
        self.services = services
        self.hosts = hosts
        self.notes = notes
        places = Dictionary(services.enumerated().map { ($1.service, $0) }) { first, _ in first }
    }

    public struct Assignment: Hashable, Sendable, Codable {
        public enum Kind: String, Hashable, Sendable, Codable {
            /// The scheduler chooses among the hosts, and moves it when one fails.
            case candidates
            /// It has local data or company, stays on its one host, and does not fail over.
            case pinned
            /// It runs on each of the hosts.
            case everywhere
        }
        public var service: ServiceName
        /// Never empty. Exactly one where ``isPinned``.
        public var hosts: [HostName]
        public var kind: Kind
        /// What was asked for and holds on these hosts: `node.labels.site == a`.
        public var constraints: [String]
        /// The keys over whose values the scheduler spreads tasks: an intent, which no placement depends on.
        public var spread: [String]
        /// Why these hosts, in a person's words.
        public var reasons: [String]
        public var isPinned: Bool { kind == .pinned }
    }

    /// The hosts that may run a service; none for one that is not there. Cost: constant.
    public func hosts(of service: ServiceName) -> [HostName] {
        places[service].map { services[$0].hosts } ?? []
    }
}
