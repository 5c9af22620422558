import Vocabulary

/// Whether a host that is in a swarm that is not this target's may be used all the same. Pure.
struct ForeignSwarmCheck {
    let hosts: [HostFacts]
    /// Whether a person said so.
    let isShared: Bool
    /// The ledger's id of this target; `nil` where there is no ledger yet.
    let target: String?

    /// The first manager of such a swarm among the hosts: its swarm is the one that is used.
    private var chosen: (name: HostName, engine: EngineFacts)? {
        for host in hosts {
            if case .reached(let engine) = host.engine, engine.managesForeignSwarm { return (host.name, engine) }
        }
        return nil
    }

    /// Hosts of a target are in one swarm: where some are in its own already, no other one is taken.
    private var hasOwn: Bool {
        hosts.contains { host in
            guard let target, case .reached(let engine) = host.engine else { return false }
            return engine.isSwarmManager && engine.swarmTarget == target
        }
    }

    private static let leaving = "where nobody needs it, run `docker swarm leave --force` on that host"

    func finding(_ host: HostName, _ engine: EngineFacts, _ needed: String) -> Finding {
        if engine.isSwarmManager, engine.swarmTarget != nil {
            return .failed("in the swarm of another target", needed: needed, remedy: Self.leaving)
        }
        let found = "in a swarm that is not this target's"
        guard !hasOwn, let chosen else {
            return .failed(
                hasOwn ? found : "\(found), and none of its managers is among the hosts", needed: needed,
                remedy: hasOwn ? Self.leaving : Self.leaving + "; or add one of its managers to the hosts")
        }
        guard isShared else {
            return .failed(
                found, needed: needed,
                remedy: "`--join-swarm` uses it beside what is in it, which is not touched; \(Self.leaving)")
        }
        guard let availability = engine.swarmNodeID.flatMap({ chosen.engine.swarmNodes[$0] }) else {
            return .failed("in another swarm than `\(chosen.name)`", needed: needed, remedy: Self.leaving)
        }
        guard availability == "active" else {
            return .failed(
                "its node in the swarm takes no tasks: it is set to `\(availability)`", needed: needed,
                remedy: "`docker node update --availability active` on a manager, or leave it out of the hosts")
        }
        return .passed("in the swarm that is used beside others", needed: needed)
    }
}
