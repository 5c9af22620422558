import EngineClient
import Planning
import Vocabulary

/// A swarm that was there before: used beside what is in it, and left to the others as it was found.
extension ClusterContext {
    func probeSharing() async throws -> Readiness { try await seat.isThere() ? .alreadySo : .toDo }

    /// Only labels of ours are added to it.
    func share(_ host: HostName) async throws {
        let engine = try context(of: host).engine
        try await changeLabels(of: { try await engine.inspectSwarm() }, by: { engine }) { labels in
            guard labels[ObjectLabel.target] == nil || labels[ObjectLabel.target] == target else {
                throw Problem(
                    "cluster.foreign", .step, "the swarm of host `\(host)` is another target's",
                    consequence: "that swarm was not touched",
                    hint: "leave that host out of the hosts, then run `valise resume \(installation)`")
            }
            labels[ObjectLabel.target] = target
            labels[ObjectLabel.sharedSwarm] = "yes"
            if let seat = try succession?.own() { labels = seat.applied(to: labels) }
        }
    }

    func probeEndOfSharing() async throws -> Readiness { try await seat.isThere() ? .toDo : .alreadySo }

    func endSharing() async throws {
        try await changeLabels(of: { try await seat.ask().details }, by: { try await manager() }) { labels in
            labels = labels.filter { !$0.key.hasPrefix("io.valise.") }
        }
    }

    /// Again where somebody else has changed it meanwhile; all else is sent back as it was read.
    private func changeLabels(
        of read: () async throws -> SwarmDetails, by engine: () async throws -> EngineClient,
        _ body: (inout [String: String]) throws -> Void
    ) async throws {
        for attempt in 1... {
            let details = try await read()
            var settings = details.settings
            var labels = settings.labels ?? [:]
            try body(&labels)
            settings.labels = labels
            do {
                return try await engine().updateSwarm(version: details.version, settings: settings)
            } catch let problem as Problem where problem.isEngineOutOfSequence && attempt < 10 {
                continue
            }
        }
    }

    /// The node that a host of ours has joined a shared swarm as, also where it has left it; `nil` in a cluster of our own.
    func markedNode(of host: HostName) async throws -> String? {
        guard shared != nil, let (engine, _) = try await seat.askIfThere() else { return nil }
        return try await engine.listNodes()
            .first { $0.specification.labels[ObjectLabel.joinedNode] == "\(target)/\(host)" }?.id
    }

    /// A host that was in a shared swarm before: nothing of ours runs on it any more, and its node stays.
    ///
    /// - Parameter node: as the managers know it.
    func withdraw(from node: SwarmNode, of host: HostName, awaiting whereabouts: Whereabouts) async throws {
        try await change(node: node.id, of: host) { wanted in
            wanted.labels = wanted.labels.filter { !$0.key.hasPrefix("valise.") && !$0.key.hasPrefix("io.valise.") }
        }
        guard whereabouts == .here else { return }
        try await awaitDrained(host, node.id, filters: ["\(ObjectLabel.target)=\(target)"])
    }
}
