import EngineClient
import HostAccess
import Ledger
public import Planning
public import Vocabulary

/// What became of a host that was taken out of a target.
public struct HostRemoval: Hashable, Sendable {
    /// What stays on it, and why.
    public var leaves: [Remnant]
    /// Services that can run nowhere now.
    public var stranded: [Stranded]

    public struct Stranded: Hashable, Sendable {
        public var installation: InstallationName
        public var service: ServiceName
    }
}

/// Whether a host that is taken out of a target is there.
public enum Whereabouts: Sendable {
    case here
    /// For ever: it is forgotten as it is.
    case lost
}

extension Cluster {
    /// Takes a host out of the target. One that is there is drained first: what may run elsewhere moves, and then it leaves the cluster, with its data kept on it. One that is lost is forgotten,
    /// so that the others no longer wait for it. Without a cluster, only the ledger forgets it. What was done already is found by looking: call it again after a cut.
    ///
    /// Throws `host.drives`, `host.last-manager`, `host.in-use` (64), `host.not-drained` (14), `host.unknown` (16), and what operations throw.
    public func remove(
        _ name: HostName, _ whereabouts: Whereabouts, progress: @escaping ProgressSink
    ) async throws -> HostRemoval {
        try await operate("hosts rm \(name)", progress: progress) { operation in
            let ledger = operation.ledger
            guard let known = try ledger.hosts().first(where: { $0.host.name == name })?.host else {
                throw Problem("host.unknown", .unknownName, "there is no host `\(name)`", hint: "see `valise hosts ls`")
            }
            if known.access == .local {
                throw Problem(
                    "host.drives", .usage, "cannot take out host `\(name)`: valise runs on it",
                    consequence: "nothing was changed",
                    hint: "run it on another manager of the target; where this was all, `valise uninstall` ends it")
            }
            let stranded = try ledger.stranded(without: name)
            if whereabouts == .here, !stranded.isEmpty { throw Self.inUse(name, stranded) }
            var leaves: [Remnant] = []
            if let settings = try ledger.clusterSettings(),
                let any = try ledger.installations().first(where: { $0.state != .removed })?.name
            {
                let context = try operation.context(any, settings: settings, source: .notNeeded, answers: nil)
                try await context.takeOut(known, whereabouts)
                if whereabouts == .here { leaves = try await operation.clean(name, settings) }
            }
            try ledger.forgetParts(on: name)
            try ledger.removeHost(name)
            return HostRemoval(leaves: leaves, stranded: stranded)
        }
    }

    private static func inUse(_ host: HostName, _ stranded: [HostRemoval.Stranded]) -> Problem {
        let services = stranded.map { "`\($0.service)` of `\($0.installation)`" }.joined(separator: ", ")
        return Problem(
            "host.in-use", .usage, "cannot take out host `\(host)`: \(services) can run nowhere else",
            expected: "another host with the labels that they ask for", consequence: "nothing was changed",
            hint:
                "give another host their labels with `valise hosts label`, run `valise install` again, with `--leave-data SERVICE` for what has data on `\(host)`, as that does not move by itself; then take it out"
        )
    }
}

extension LedgerReading {
    /// Services that are placed on one host alone, of those that are left.
    fileprivate func stranded(without host: HostName) throws -> [HostRemoval.Stranded] {
        var found: [HostRemoval.Stranded] = []
        let known = Set(try hosts().map(\.host.name))
        for installation in try installations() where installation.state != .removed {
            guard let release = try effectiveRelease(of: installation.name),
                let state = try clusterState(of: installation.name, release: release.number)
            else { continue }
            found += state.services.filter { known.intersection($0.hosts) == [host] }.map {
                HostRemoval.Stranded(installation: installation.name, service: $0.name)
            }
        }
        return found
    }
}

extension Ledger {
    /// Of what is installed, nothing is wanted on this host any more. A service that was on it alone stays as it is: until it is placed anew, it lacks that host.
    fileprivate func forgetParts(on host: HostName) throws {
        for installation in try installations() where installation.state != .removed {
            guard let release = try effectiveRelease(of: installation.name),
                var state = try clusterState(of: installation.name, release: release.number)
            else { continue }
            state.hosts.removeAll { $0.host == host }
            for index in state.services.indices where state.services[index].hosts != [host] {
                state.services[index].hosts.removeAll { $0 == host }
            }
            try setDocument(
                Document.clusterState, try CanonicalJSON.encode(state), ofRelease: release.number,
                of: installation.name)
        }
    }
}

extension ClusterOperation {
    /// What installations have on a host that is no longer of the cluster; data stays.
    fileprivate func clean(_ host: HostName, _ settings: ClusterSettings) async throws -> [Remnant] {
        var leaves: [Remnant] = []
        try await awaitGone(from: host)
        for installation in try ledger.installations() {
            let name = installation.name
            let plan = ClusterPlan.uninstall(
                name, states: try ledger.clusterStates(of: name), data: .kept, hosts: [host], rest: .kept,
                stateDirectory: cluster.hostStateDirectory)
            let context = try context(name, settings: settings, source: .notNeeded, answers: nil)
            for step in plan.steps {
                guard case .onHost = step, try await context.probe(step) == .toDo else { continue }
                let result = try await context.apply(step)
                if !result.gone.isEmpty { try ledger.forgetBrought(result.gone, by: name) }
                leaves += result.remnants
            }
            leaves += plan.leaves
            try await context.contexts[host]?.removeEmptyFolders()
        }
        if let place = cluster.hosts.first(where: { $0.name == host }) {
            let copies = cluster.hostStateDirectory.appending(LedgerCopy.folder)
            _ = try await place.host.removeTree(copies, below: cluster.hostStateDirectory)
        }
        return leaves
    }
}

extension ClusterOperation {
    /// Containers of tasks that have ended hold images, and go when the engine comes to it; those that it has forgotten with the cluster never would.
    private func awaitGone(from host: HostName) async throws {
        guard let engine = found[host]?.engine else { return }
        let label = "\(ObjectLabel.target)=\(try ledger.targetID())"
        let deadline = ContinuousClock.now + .seconds(ClusterContext.patience)
        while ContinuousClock.now < deadline {
            let left = try await engine.listContainers(.all, filters: ["label": [label]])
            guard !left.isEmpty else { return }
            for container in left where container.state != .running {
                do {
                    try await engine.removeContainer(container.id)
                } catch let problem as Problem where problem.isEngineNotFound || problem.isEngineConflict {
                    // Gone, or just going.
                }
            }
            try await Task.sleep(for: .milliseconds(200))
        }
    }
}

extension ClusterContext {
    /// The host runs nothing of the target any more, and the managers have forgotten it; one that was in a shared swarm before stays in it.
    fileprivate func takeOut(_ host: InventoryHost, _ whereabouts: Whereabouts) async throws {
        guard let node = try await node(of: host, whereabouts) else {
            if whereabouts == .here, !wasFound(host.name) { try await leave(host.name) }
            return
        }
        if wasFound(host.name) { return try await withdraw(from: node, of: host.name, awaiting: whereabouts) }
        let managers = try await manager().listNodes().filter { $0.specification.role == .manager }
        if managers.map(\.id) == [node.id] {
            throw Problem(
                "host.last-manager", .usage,
                "cannot take out host `\(host.name)`: it is the only manager of the cluster",
                consequence: "nothing was changed",
                hint:
                    "a target of three hosts has three managers; where nothing is needed any more, run `valise uninstall`"
            )
        }
        let stage = ProgressStage("remove:\(host.name)")
        progress(.began(stage, title: "take host `\(host.name)` out of the cluster", total: nil))
        try await change(node: node.id, of: host.name) { $0.availability = .drain }
        if whereabouts == .here { try await awaitDrained(host.name, node.id) }
        do {
            try await change(node: node.id, of: host.name) { $0.role = .worker }
        } catch let problem as Problem where whereabouts == .lost && problem.isEngineNotFound {
            // A cluster that was begun anew from one manager has forgotten that the others were managers, and not that they were there.
        }
        if whereabouts == .here { try await leave(host.name) }
        try await forget(node.id, host.name)
        progress(.ended(stage, outcome: "done"))
    }

    /// One that is lost is known by its address alone.
    private func node(of host: InventoryHost, _ whereabouts: Whereabouts) async throws -> SwarmNode? {
        if whereabouts == .here { return try await node(of: host.name) }
        return try await manager().listNodes().first { node in
            // Of a manager the plain address may be 0.0.0.0.
            node.status.address == host.address.rawValue
                || node.manager?.address.hasPrefix("\(host.address.rawValue):") ?? false
        }
    }

    private func wasFound(_ host: HostName) -> Bool { shared?.found.contains(host) ?? false }

    /// - Parameter filters: labels of what is waited for; without any, all of the cluster.
    func awaitDrained(_ host: HostName, _ node: String, filters: [String] = []) async throws {
        let engine = try context(of: host).engine
        let deadline = ContinuousClock.now + .seconds(Self.patience * 5)
        while true {
            let left = try await engine.listContainers(
                .running, filters: ["label": ["com.docker.swarm.node.id=\(node)"] + filters])
            guard !left.isEmpty else { return }
            guard ContinuousClock.now < deadline else {
                throw Problem(
                    "host.not-drained", .step, "host `\(host)` still runs what was to move",
                    expected: "nothing of the cluster within \(Self.patience * 5) s",
                    found: left.map(\.name).sorted().joined(separator: ", "),
                    consequence: "it takes no more services, and is still of the cluster",
                    hint: "see `valise status`, then run `valise hosts rm \(host)` again")
            }
            progress(
                .waiting(
                    ProgressStage("remove:\(host)"), what: "\(left.count) containers on `\(host)` to end",
                    limitSeconds: Self.patience * 5))
            try await Task.sleep(for: .milliseconds(500))
        }
    }

    /// A manager that was demoted stays one for a moment.
    func forget(_ node: String, _ host: HostName) async throws {
        let deadline = ContinuousClock.now + .seconds(Self.patience)
        while true {
            do {
                return try await manager().removeNode(node, .forced)
            } catch let problem as Problem where problem.isEngineNotFound {
                return
            } catch let problem as Problem where problem.isEngineConflict {
                guard ContinuousClock.now < deadline else { throw problem }
                try await Task.sleep(for: .milliseconds(500))
            }
        }
    }
}
