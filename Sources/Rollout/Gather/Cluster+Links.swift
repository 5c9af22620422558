import HostAccess
public import Planning
public import Vocabulary

extension Cluster {
    /// What is between the hosts, tried for a moment with sockets of our own: every host listens on the ports of Swarm mode at its address, and is reached for by the others. Changes
    /// nothing; nobody listens any more when it returns or throws. What the facts say of listeners must have been gathered before.
    ///
    /// A port that is not open is a fact, not an error; a host that cannot be asked is an error. Cost: a few answers of the slowest host where all is open, 2 s more where something is silent.
    ///
    /// - Parameter facts: of the hosts, in their order.
    public func gatherLinks(_ facts: [HostFacts]) async throws -> [LinkFacts] {
        guard hosts.count > 1 else { return [] }
        let plan = LinkPlan(
            hosts: zip(hosts, targetHosts(facts)).map { host, target in
                LinkPlan.Host(name: host.name, address: host.inventory.address, role: target.role)
            })
        return try await LinkTrial(hosts: hosts.map(\.host), plan: plan).run()
    }

    /// The first look of several hosts: facts of each, then of what is between them.
    public func check(for context: CheckContext) async throws -> CheckedTarget {
        let facts = try await gatherFacts()
        return Planning.check(facts, links: try await gatherLinks(facts), for: context)
    }
}
