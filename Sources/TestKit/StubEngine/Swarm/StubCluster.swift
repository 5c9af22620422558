import NIOConcurrencyHelpers
import Vocabulary

/// What several stub engines have in common: the network on which they find one another. An engine that is started without one is alone on its own.
///
/// A swarm that one of them begins is joined by others through its address and token. Nothing here takes time: a node that is cut is `down` at once.
public final class StubCluster: Sendable {
    private let swarms = NIOLockedValueBox<[StubSwarm]>([])

    public init() {}

    func add(_ swarm: StubSwarm) { swarms.withLockedValue { $0.append(swarm) } }

    /// The swarm that a manager at one of these addresses belongs to, and as what the token lets in; `nil` where nobody answers there.
    func find(_ addresses: [String], token: String) async -> (swarm: StubSwarm, role: NodeRole?)? {
        for swarm in swarms.withLockedValue({ $0 }) {
            if await swarm.hasManager(at: addresses) { return (swarm, await swarm.role(for: token)) }
        }
        return nil
    }
}
