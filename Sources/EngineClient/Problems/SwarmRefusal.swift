import Vocabulary

/// What an engine's answer about its swarm means to a caller. Swarm has a text for everything and statuses for little (moby, `daemon/cluster/errors.go`; swarmkit, `manager/controlapi`, `manager/state`).
enum SwarmRefusal {
    /// Of these, the first that the text contains decides.
    private static let codes: [(text: String, code: ProblemCode)] = [
        ("update out of sequence", EngineProblem.outOfSequence),
        ("The swarm does not have a leader", EngineProblem.noLeader),
        ("no elected cluster leader", EngineProblem.noLeader),
        ("node lost leader status", EngineProblem.noLeader),
        ("node is not yet part of a raft cluster", EngineProblem.noLeader),
        ("Manager is being prepared or has trouble connecting to the cluster", EngineProblem.noLeader),
        ("rpc error: code = DeadlineExceeded", EngineProblem.noLeader),
        ("rpc error: code = Unavailable", EngineProblem.noLeader),
        ("This node is already part of a swarm", EngineProblem.inSwarm),
        ("This node is not a swarm manager", EngineProblem.notManager),
        ("This node is not part of a swarm", EngineProblem.notManager),
        ("Swarm is encrypted and needs to be unlocked", EngineProblem.notManager),
        ("Swarm certificates have expired", EngineProblem.notManager),
        ("Timeout was reached before node joined", EngineProblem.timedOut),
        ("on a node that is participating as a manager", EngineProblem.conflict),
        ("is in use by", EngineProblem.conflict),
        ("is not down and can't be removed", EngineProblem.conflict),
        ("It must be demoted to worker before removal", EngineProblem.conflict),
    ]

    static func code(of message: String, path: String) -> ProblemCode? {
        // Whom it cannot reach is not its own leader yet.
        if path == "/swarm/join", message.contains("code = Unavailable") { return nil }
        return codes.first { message.contains($0.text) }?.code
    }
}
