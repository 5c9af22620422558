import EngineClient
import Planning
import Vocabulary

/// The cluster itself: which hosts take part, and with which labels.
extension ClusterContext {
    // MARK: Forming

    func probeFormation(_ formation: ClusterStep.Formation) async throws -> Readiness {
        try await seat.isThere() ? .alreadySo : .toDo
    }

    func form(_ formation: ClusterStep.Formation) async throws {
        let engine = try context(of: formation.host).engine
        try await requireFree(engine, formation.host)
        let address = "\(formation.address):\(Self.managementPort)"
        var beginning = SwarmInitialization(listenAddress: address, advertiseAddress: address)
        beginning.dataPathAddress = formation.address.rawValue
        if !formation.addressPools.isEmpty {
            beginning.addressPools = formation.addressPools
            beginning.subnetSize = Self.subnetSize
        }
        var settings = SwarmSettings()
        settings.name = "default"
        settings.labels = [ObjectLabel.target: target]
        if let seat = try succession?.own() { settings.labels = seat.applied(to: settings.labels) }
        settings.certificates = SwarmSettings.Certificates(nodeExpiry: Self.certificateNanoseconds)
        settings.encryption = SwarmSettings.Encryption(autoLock: false)
        beginning.settings = settings
        _ = try await engine.initializeSwarm(beginning)
        try await awaitManager(seconds: 30)
    }

    static let managementPort = PeerPort.management.number
    /// Bits of one network's part: 253 tasks in each.
    static let subnetSize = 24
    /// Ten years. The engine's 90 days end a cluster that was switched off for longer: nobody renews a certificate of a host that is off.
    static let certificateNanoseconds: Int64 = 10 * 365 * 24 * 3600 * 1_000_000_000

    /// A new manager needs a moment to become the leader.
    private func awaitManager(seconds: Int) async throws {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while true {
            do {
                _ = try await manager()
                return
            } catch let problem as Problem
                where ["cluster.no-leader", "cluster.none", "cluster.silent"].contains(problem.code)
            {
                guard ContinuousClock.now < deadline else { throw problem }
                try await Task.sleep(for: .milliseconds(200))
            }
        }
    }

    // MARK: Joining

    func probeJoining(_ joining: ClusterStep.Joining) async throws -> Readiness {
        guard let node = try await node(of: joining.host), node.status.state != .down else { return .toDo }
        if let mark = joining.mark, node.specification.labels[ObjectLabel.joinedNode] != mark { return .toDo }
        return node.specification.role == NodeRole(joining.role) ? .alreadySo : .toDo
    }

    /// Joins drained, so that nothing is put there before its images are; a node that is there already changes its role.
    func join(_ joining: ClusterStep.Joining) async throws {
        let engine = try context(of: joining.host).engine
        let manager = try await manager()
        if try await node(of: joining.host) == nil {
            try await requireFree(engine, joining.host)
            let details = try await manager.inspectSwarm()
            let port = Self.managementPort
            var join = SwarmJoin(
                remoteAddresses: joining.managers.filter { $0 != joining.address }.map { "\($0):\(port)" },
                token: details.token(for: NodeRole(joining.role)), listenAddress: "\(joining.address):\(port)",
                advertiseAddress: "\(joining.address):\(port)")
            join.dataPathAddress = joining.address.rawValue
            join.availability = .drain
            try await engine.joinSwarm(join)
        }
        try await change(joining.host) { wanted in
            wanted.role = NodeRole(joining.role)
            if let mark = joining.mark { wanted.labels[ObjectLabel.joinedNode] = mark }
        }
        try await awaitReady(joining)
    }

    /// In seconds. One that was cut off for a minute and is back is seen again after 40 s to two minutes: its managers choose a leader anew, and engines look for one another at growing intervals (measured: docker 20.10).
    private static let readyLimit = 240

    private func awaitReady(_ joining: ClusterStep.Joining) async throws {
        let stage = ProgressStage("ready:\(joining.host)")
        let begun = ContinuousClock.now
        var told: ContinuousClock.Instant?
        while true {
            let found = try await standing(of: joining)
            guard let found else {
                if told != nil { progress(.ended(stage, outcome: "ready")) }
                return
            }
            let now = ContinuousClock.now
            guard now < begun + .seconds(Self.readyLimit) else {
                if told != nil { progress(.ended(stage, outcome: "not ready")) }
                throw Problem(
                    "cluster.not-ready", .step, "host `\(joining.host)` has joined, and is not ready",
                    expected: "within \(Self.readyLimit) s", found: found,
                    hint:
                        "see whether ports 2377/tcp, 7946/tcp+udp and 4789/udp are open between the hosts, then run `valise resume \(installation)`"
                )
            }
            // A moment is nothing to tell of.
            if now >= (told ?? begun) + .seconds(5) {
                told = now
                progress(
                    .waiting(stage, what: "`\(joining.host)` to be ready (\(found))", limitSeconds: Self.readyLimit))
            }
            try await Task.sleep(for: .milliseconds(250))
        }
    }

    /// What a host still lacks to be ready; `nil` where it is. While the managers choose a leader, nobody knows.
    private func standing(of joining: ClusterStep.Joining) async throws -> String? {
        do {
            guard let node = try await node(of: joining.host) else { return "the managers do not know it" }
            guard node.status.state == .ready else { return "it is \(node.status.state) \(node.status.message)" }
            let isReachable = joining.role == .worker || node.manager?.reachability == .reachable
            return isReachable ? nil : "the other managers do not reach it"
        } catch let problem as Problem
            where problem.isEngineWithoutLeader || ["cluster.no-leader", "cluster.silent"].contains(problem.code)
        {
            return "the managers choose a leader"
        }
    }

    /// A host that is in somebody else's cluster is left there.
    private func requireFree(_ engine: EngineClient, _ host: HostName) async throws {
        let swarm = try await engine.info().swarm
        guard swarm.state != "inactive", !swarm.state.isEmpty else { return }
        throw Problem(
            "cluster.foreign", .step, "host `\(host)` is in a swarm that is not of this target",
            expected: "no swarm", found: swarm.state,
            consequence: "that swarm was not touched",
            hint:
                "where nobody needs it, run `docker swarm leave --force` on that host, then `valise resume \(installation)`"
        )
    }

    /// The host as the managers know it; `nil` where it is in no cluster or in another one.
    func node(of host: HostName) async throws -> SwarmNode? {
        let swarm = try await context(of: host).engine.info().swarm
        guard !swarm.nodeID.isEmpty, swarm.state == "active" || swarm.state == "pending" else { return nil }
        return try await manager().inspectNode(swarm.nodeID)
    }

    /// Changes what is wanted of a host's node; again where Swarm itself has changed it meanwhile.
    private func change(_ host: HostName, _ body: (inout NodeSpecification) -> Void) async throws {
        guard let node = try await node(of: host) else { throw Self.notJoined(host) }
        try await change(node: node.id, of: host, body)
    }

    private static func notJoined(_ host: HostName) -> Problem {
        Problem("cluster.not-joined", .step, "host `\(host)` is not in the cluster")
    }

    /// The same of a node whose host need not be there.
    func change(node id: String, of host: HostName, _ body: (inout NodeSpecification) -> Void) async throws {
        for attempt in 1... {
            guard let node = try await manager().inspectNode(id) else { throw Self.notJoined(host) }
            var specification = node.specification
            body(&specification)
            guard specification != node.specification else { return }
            do {
                return try await manager().updateNode(node.id, version: node.version, specification: specification)
            } catch let problem as Problem where problem.isEngineOutOfSequence && attempt < 10 {
                continue
            }
        }
    }

    // MARK: Labels

    func probeLabels(_ wanted: ClusterStep.NodeLabels) async throws -> Readiness {
        // A swarm that is left to the others has none of ours any more.
        if shared != nil, wanted.labels.isEmpty, try await !seat.isThere() { return .alreadySo }
        // A host that has left has no labels of ours.
        guard let node = try await node(of: wanted.host) else { return wanted.labels.isEmpty ? .alreadySo : .toDo }
        return wanted.applied(to: node.specification.labels) == node.specification.labels ? .alreadySo : .toDo
    }

    func label(_ wanted: ClusterStep.NodeLabels) async throws {
        try await change(wanted.host) { $0.labels = wanted.applied(to: $0.labels) }
    }

    // MARK: Taking part

    func probeActivation(_ host: HostName) async throws -> Readiness {
        try await node(of: host)?.specification.availability == .active ? .alreadySo : .toDo
    }

    func activate(_ host: HostName) async throws {
        try await change(host) { $0.availability = .active }
    }

    // MARK: Leaving

    func probeLeaving(_ host: HostName) async throws -> Readiness {
        let swarm = try await context(of: host).engine.info().swarm
        guard swarm.state == "inactive" || swarm.state.isEmpty else { return .toDo }
        return try await markedNode(of: host) == nil ? .alreadySo : .toDo
    }

    func leave(_ host: HostName) async throws {
        let engine = try context(of: host).engine
        let marked = try await markedNode(of: host)
        let swarm = try await engine.info().swarm
        if swarm.state != "inactive", !swarm.state.isEmpty {
            try await demote(host, engine)
            try await engine.leaveSwarm(.forced)
        }
        try await removeNetworks(of: engine)
        try await removeBridge(of: engine)
        // Those who stay need not wait for it.
        if let marked { try await forget(marked, host) }
    }

    /// A manager that just goes counts as one that is away: the others would soon be too few to agree. The last one cannot be demoted, and need not be.
    private func demote(_ host: HostName, _ engine: EngineClient) async throws {
        do {
            guard try await engine.info().swarm.isManager, try await node(of: host) != nil,
                try await manager().listNodes().filter({ $0.specification.role == .manager }).count > 1
            else { return }
            try await change(host) { $0.role = .worker }
            let deadline = ContinuousClock.now + .seconds(Self.patience)
            while try await engine.info().swarm.isManager {
                guard ContinuousClock.now < deadline else { return }
                try await Task.sleep(for: .milliseconds(200))
            }
        } catch let problem as Problem where problem.code == "cluster.no-leader" || problem.isEngineWithoutLeader {
            // They cannot agree any more: each leaves by itself.
        } catch let problem as Problem where problem.code == EngineProblem.refused {
            // Another manager is away, and without this one the rest could not agree: it leaves as it is.
        }
    }

    /// An engine that leaves while a container of a network of ours is just going keeps its end of that network: nobody asks for it any more.
    private func removeNetworks(of engine: EngineClient) async throws {
        let deadline = ContinuousClock.now + .seconds(20)
        while true {
            let left = try await engine.listNetworks(filters: ["label": ["\(ObjectLabel.target)=\(target)"]])
            guard !left.isEmpty, ContinuousClock.now < deadline else { return }
            for network in left {
                do {
                    try await engine.removeNetwork(network.id)
                } catch is Problem {
                    // Something is still in it, or it has just gone.
                }
            }
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    /// The bridge that Docker makes for a swarm, and leaves behind. Docker makes it again where it is needed; one that somebody is in stays.
    private func removeBridge(of engine: EngineClient) async throws {
        let deadline = ContinuousClock.now + .seconds(10)
        while let bridge = try await engine.inspectNetwork("docker_gwbridge") {
            do {
                try await engine.removeNetwork(bridge.id)
            } catch is Problem {
                // The engine's own end in it goes a moment after the swarm, or never by itself.
                guard ContinuousClock.now < deadline else { return }
                do {
                    try await engine.disconnectNetwork(bridge.id, container: Self.ingressEnd, .forced)
                } catch is Problem {
                    // It is gone, or somebody else is in it.
                }
                try await Task.sleep(for: .milliseconds(200))
            }
        }
    }

    /// How Docker calls the end of its routing mesh in that bridge.
    private static let ingressEnd = "gateway_ingress-sbox"
}

extension NodeRole {
    init(_ role: TargetHost.Role) {
        switch role {
        case .manager: self = .manager
        case .worker: self = .worker
        }
    }
}

extension ClusterStep.NodeLabels {
    /// A node's labels with those of this scope in the place of what was there of it.
    func applied(to found: [String: String]) -> [String: String] {
        found.filter { !isOurs($0.key) }.merging(labels) { _, wanted in wanted }
    }

    private func isOurs(_ key: String) -> Bool {
        switch scope {
        case .inventory: !key.hasPrefix("valise.")
        case .installation(let name): key.hasPrefix("valise.\(name).")
        }
    }
}
