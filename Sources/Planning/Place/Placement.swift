public import Vocabulary

/// A host that services may be placed on.
public struct TargetHost: Hashable, Sendable, Codable {
    public enum Role: String, Hashable, Sendable, Codable { case manager, worker }
    public var name: HostName
    public var platform: Platform
    public var role: Role
    public var labels: [Label]
    public init(name: HostName, platform: Platform, role: Role = .manager, labels: [Label] = []) {
        self.name = name
        self.platform = platform
        self.role = role
        self.labels = labels
    }

    /// The host as its facts have it: the engine's platform, where there is one.
    public init(_ facts: HostFacts, labels: [Label] = []) {
        let platform: Platform =
            switch facts.engine {
            case .reached(let engine): engine.platform
            case .failed: facts.machine.platform
            }
        self.init(name: facts.name, platform: platform, labels: labels)
    }
}

/// For each service the hosts that may run it, at least one. Made by ``place(_:on:profile:)`` alone.
public struct Placement: Hashable, Sendable {
    /// In the order of the desired state.
    public let services: [Assignment]
    /// Every host that was looked at, in order.
    public let hosts: [HostName]

    init(services: [Assignment], hosts: [HostName]) {
        self.services = services
        self.hosts = hosts
    }

    public struct Assignment: Hashable, Sendable, Codable {
        public var service: ServiceName
        /// Never empty. Exactly one where ``isPinned``.
        public var hosts: [HostName]
        /// It has local data or company and stays where it is.
        public var isPinned: Bool
        /// What was asked for and holds on these hosts: `node.labels.site == a`.
        public var constraints: [String]
    }

    public func hosts(of service: ServiceName) -> [HostName] {
        services.first { $0.service == service }?.hosts ?? []
    }
}
