import Vocabulary

/// The checks of several hosts against each other. Pure.
struct ClusterChecks {
    let hosts: [HostFacts]
    let links: [LinkFacts]
    let context: CheckContext

    func results() -> [CheckResult] {
        let middle = middleClock
        var results: [CheckResult] = []
        let machines = MachineChecks(hosts: hosts)
        for (place, host) in hosts.enumerated() {
            results.append(Self.clock(host.machine.clock, middle).judged(.clocks, on: host.name, context.profile))
            results.append(swarm(host).judged(.swarm, on: host.name, context.profile))
            results.append(ipvs(host).judged(.ipvs, on: host.name, context.profile))
            results.append(machines.finding(at: place).judged(.clusterMachines, on: host.name, context.profile))
            let ways = LinkChecks(host, links)
            if let finding = ways.ports() {
                results.append(finding.judged(.clusterPorts, on: host.name, context.profile))
            }
            if let finding = ways.pathMTU() {
                results.append(finding.judged(.pathMTU, on: host.name, context.profile))
            }
        }
        results.append(EngineMixture(hosts: hosts).finding().judged(.clusterEngines, on: nil, context.profile))
        results.append(pools().judged(.clusterPools, on: nil, context.profile))
        return results
    }

    /// In seconds. A certificate is back-dated by one hour (swarmkit, `ca.CertBackdate`), of which the join itself takes a part; logs are hard to read long before.
    private static let joinable: Int64 = 50 * 60
    private static let readable: Int64 = 30

    /// The middle one of all, so that a single wrong clock is the one that is named. Of two, neither is in the middle: the machine that is worked from decides.
    private var middleClock: Int64 {
        let clocks = hosts.map(\.machine.clock).sorted()
        let upper = clocks[clocks.count / 2]
        guard clocks.count.isMultiple(of: 2), let here = context.clock else { return upper }
        let lower = clocks[clocks.count / 2 - 1]
        return abs(lower - here) < abs(upper - here) ? lower : upper
    }

    /// Against the middle one.
    private static func clock(_ clock: Int64, _ middle: Int64) -> Finding {
        let needed = "within \(readable) s of the other hosts'"
        let distance = abs(clock - middle)
        let found = distance < 3 ? "with the others" : "\(distance) s \(clock < middle ? "behind" : "ahead")"
        let remedy = "set it with `date -u -s @\(middle)`, or let a time server of the site do it"
        if distance >= joinable {
            return .failed("\(found): \(Timestamp(clock))", needed: needed, remedy: remedy)
        }
        return distance > readable
            ? .warning("\(found): \(Timestamp(clock))", needed: needed, remedy: remedy)
            : .passed(found, needed: needed)
    }

    private func swarm(_ host: HostFacts) -> Finding {
        let needed = "Docker Engine without live-restore, in no swarm or in this target's"
        guard case .reached(let engine) = host.engine else {
            return .skipped("no engine was reached", needed: needed)
        }
        guard engine.product == "docker" else {
            return .failed(
                "\(engine.product) \(engine.version), which has no Swarm mode", needed: needed,
                remedy: "use Docker Engine on each of several hosts")
        }
        if engine.liveRestore {
            return .failed(
                "live-restore is on, and excludes Swarm mode", needed: needed,
                remedy: "take `live-restore` out of /etc/docker/daemon.json, then run `systemctl restart docker`")
        }
        guard engine.swarmState != "inactive" else { return .passed("in no swarm", needed: needed) }
        guard engine.swarmState == "active" || engine.swarmState == "pending" else {
            return .failed(
                "its swarm is \(engine.swarmState)", needed: needed,
                remedy: "see `docker info` on that host; where nobody needs it, run `docker swarm leave --force` there")
        }
        if engine.isSwarmManager ? isOurs(engine) : hosts.contains(where: isOfAManager) {
            return .passed("in this target's swarm", needed: needed)
        }
        // Whose it is nobody can say then; it may well be ours.
        if hosts.contains(where: isWithoutLeader) {
            return .failed(
                "the managers of its swarm cannot agree: more than half of them are away, or do not reach each other",
                needed: needed,
                remedy:
                    "start the other managers again, and see whether 2377/tcp is open between the hosts; `valise status` names them"
            )
        }
        return ForeignSwarmCheck(hosts: hosts, isShared: context.foreignSwarm == .shared, target: context.target)
            .finding(host.name, engine, needed)
    }

    private func isOurs(_ engine: EngineFacts) -> Bool {
        guard let target = context.target else { return false }
        return engine.swarmTarget == target
    }

    private func isOfAManager(_ host: HostFacts) -> Bool {
        guard case .reached(let engine) = host.engine else { return false }
        return engine.isSwarmManager && isOurs(engine)
    }

    private func isOfAForeignManager(_ host: HostFacts) -> Bool {
        guard case .reached(let engine) = host.engine else { return false }
        return engine.managesForeignSwarm
    }

    private func isWithoutLeader(_ host: HostFacts) -> Bool {
        guard case .reached(let engine) = host.engine else { return false }
        return engine.isWithoutLeader
    }

    private func ipvs(_ host: HostFacts) -> Finding {
        let machine = host.machine
        let needed = "IPVS in the kernel (`\(MachineFacts.routingMeshFeatures.joined(separator: "`, `"))`)"
        switch machine.carriesRoutingMesh {
        case true?: return .passed("IPVS is there", needed: needed)
        case nil: return .skipped("\(machine.kernel): its features could not be found out", needed: needed)
        case false?:
            let missing = machine.missingRoutingMeshFeatures
            let found = "\(machine.kernel) without \(missing.joined(separator: ", "))"
            // The services of a cluster are as it was formed: on this host they would be reached by nobody, without a word.
            if context.publishing == .routingMesh {
                return .failed(
                    "\(found), and the cluster was formed with virtual addresses", needed: needed,
                    remedy: "`modprobe -a \(missing.joined(separator: " "))`, or a kernel that has it")
            }
            return .warning(
                "\(found): services are reached by the names of their tasks, and their ports on the hosts that run one",
                needed: needed,
                remedy: "nothing to do, or a kernel that has it on every host: "
                    + "`modprobe -a \(missing.joined(separator: " "))`")
        }
    }

    private func pools() -> Finding {
        let needed = "one of \(ClusterPools.candidates.joined(separator: ", ")) free on every host"
        // A cluster that is there has its addresses.
        let isShared = context.foreignSwarm == .shared && hosts.contains(where: isOfAForeignManager)
        if isShared || hosts.contains(where: isOfAManager) {
            return .passed("chosen when the cluster was formed", needed: needed)
        }
        let taken = hosts.flatMap { host -> [String] in
            let routes = host.machine.routes.map(\.subnet)
            guard case .reached(let engine) = host.engine else { return routes }
            return routes + engine.networks.flatMap(\.subnets)
        }
        guard let chosen = ClusterPools(taken: taken).chosen.first else {
            return .failed(
                "all of them are in use", needed: needed,
                remedy: "free one of them: see `ip route` on every host")
        }
        return .passed(chosen, needed: needed)
    }
}
