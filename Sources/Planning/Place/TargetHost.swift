public import Vocabulary

/// A host that services may be placed on. `nil` is: not known yet.
public struct TargetHost: Hashable, Sendable, Codable {
    public enum Role: String, Hashable, Sendable, Codable { case manager, worker }
    public var name: HostName
    public var platform: Platform?
    public var role: Role
    public var labels: [Label]
    public var memory: ByteCount?
    public var cpus: Int?

    public init(
        name: HostName, platform: Platform?, role: Role = .manager, labels: [Label] = [], memory: ByteCount? = nil,
        cpus: Int? = nil
    ) {
        self.name = name
        self.platform = platform
        self.role = role
        self.labels = labels
        self.memory = memory
        self.cpus = cpus
    }

    /// The host as its facts have it: the engine's platform, where there is one.
    public init(_ facts: HostFacts, labels: [Label] = []) {
        let platform: Platform =
            switch facts.engine {
            case .reached(let engine): engine.platform
            case .failed: facts.machine.platform
            }
        self.init(
            name: facts.name, platform: platform, labels: labels, memory: facts.machine.memoryTotal,
            cpus: facts.machine.cpus)
    }

    /// Hosts as a person states them, in the same order, with the roles that a cluster of them would have: one manager below three hosts, else three. First those that are
    /// managers already, then the one that `valise` runs on, then in the order of the list.
    public static func stated(_ inventory: [InventoryHost], managers present: Set<HostName> = []) -> [TargetHost] {
        let rank = inventory.map { host in
            (present.contains(host.name) ? 0 : 2) + (host.access == .local ? 0 : 1)
        }
        let order = inventory.indices.sorted { (rank[$0], $0) < (rank[$1], $1) }
        let managers = Set(order.prefix(inventory.count < 3 ? 1 : 3))
        return inventory.enumerated().map { index, host in
            TargetHost(
                name: host.name, platform: host.stated.platform,
                role: managers.contains(index) ? .manager : .worker, labels: host.labels,
                memory: host.stated.memory, cpus: host.stated.cpus)
        }
    }
}
