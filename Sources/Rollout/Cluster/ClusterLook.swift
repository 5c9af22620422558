import EngineClient
import Ledger
import Planning
import Vocabulary

/// What the hosts say of their cluster now.
struct ClusterLook: Sendable {
    /// Engines that answer, in the order of the inventory.
    var engines: [(host: HostName, engine: EngineClient)] = []
    var nodeIDs: [HostName: String] = [:]
    /// Engines that say of themselves that they are managers.
    var seats: Set<HostName> = []
    /// What is wrong with the cluster, as an engine has it.
    var errors: [HostName: String] = [:]
    /// Of the others, why they do not answer.
    var silent: [HostName: Problem] = [:]
    /// Those that can be asked: managers of this target's cluster that know a leader.
    var managers: [(host: HostName, engine: EngineClient)] = []
    /// Why the other managers cannot.
    var refusals: [Problem] = []

    /// What one engine says.
    fileprivate struct Answer: Sendable {
        var engine: EngineClient
        var swarm: EngineInformation.Swarm
        var voice: Voice
    }

    fileprivate enum Voice: Sendable {
        /// It is no manager, or one of another cluster.
        case none
        case manager
        case refused(Problem)
    }

    fileprivate mutating func take(_ answer: Answer, of host: HostName) {
        engines.append((host: host, engine: answer.engine))
        if !answer.swarm.nodeID.isEmpty { nodeIDs[host] = answer.swarm.nodeID }
        if answer.swarm.isManager { seats.insert(host) }
        if !answer.swarm.error.isEmpty { errors[host] = answer.swarm.error }
        switch answer.voice {
        case .none: break
        case .manager: managers.append((host: host, engine: answer.engine))
        case .refused(let problem): refusals.append(problem)
        }
    }

    /// The node of each host: by what its engine says, else by its address, which is all that is known of one that is away.
    func nodes(of hosts: [InventoryHost], among nodes: [SwarmNode]) -> [HostName: SwarmNode] {
        var found: [HostName: SwarmNode] = [:]
        for host in hosts {
            if let id = nodeIDs[host.name] {
                found[host.name] = nodes.first { $0.id == id }
                continue
            }
            let address = host.address.rawValue
            // One that left and came again is there twice: the last counts.
            found[host.name] = nodes.filter { node in
                node.status.address == address || node.manager?.address.hasPrefix(address + ":") ?? false
            }.filter { !nodeIDs.values.contains($0.id) }.max { $0.created < $1.created }
        }
        return found
    }

    /// Why nobody speaks for the cluster.
    var trouble: Problem {
        guard let refusal = refusals.first(where: \.isEngineWithoutLeader) ?? refusals.first else {
            return ManagerSeat.none(silent.values.first)
        }
        var problem = ManagerSeat.leaderless(refusal)
        let away = silent.keys.sorted { $0.rawValue < $1.rawValue }.map { "`\($0)`" }.joined(separator: ", ")
        problem.hint =
            away.isEmpty
            ? "see whether the hosts reach each other on the port 2377"
            : "bring as many of \(away) back as make more than half of the managers; \(ManagerSeat.wayOut)"
        return problem
    }

    /// Containers of an installation on the hosts that answer, by service.
    func containers(
        of installation: InstallationName, within patience: Patience
    ) async throws -> [ServiceName: [PlacedTask]] {
        let filter = ["label": ["\(ObjectLabel.installation)=\(installation)"]]
        return try await withThrowingTaskGroup(of: (HostName, [ContainerSummary]).self) { group in
            for (host, engine) in engines {
                group.addTask {
                    do {
                        return try await patience.wait(for: host) {
                            (host, try await engine.listContainers(.all, filters: filter))
                        }
                    } catch is Problem {
                        // It went while it was looked at: what is on the others is still worth telling.
                        return (host, [])
                    }
                }
            }
            var found: [ServiceName: [PlacedTask]] = [:]
            for try await (host, summaries) in group {
                for summary in summaries {
                    guard let name = summary.labels[ObjectLabel.service].flatMap({ ServiceName($0) }) else { continue }
                    found[name, default: []].append(PlacedTask(summary: summary, host: host))
                }
            }
            return found
        }
    }

    /// A task as the engine of its host has it.
    struct PlacedTask: Sendable {
        var summary: ContainerSummary
        var host: HostName
    }
}

extension Cluster {
    /// Asks all hosts at the same time. Only cancelling is thrown.
    func look(target: String) async throws -> ClusterLook {
        let seen = try await withThrowingTaskGroup(
            of: (HostName, Result<ClusterLook.Answer, Problem>).self
        ) { group in
            for host in hosts {
                group.addTask { [patience] in
                    do {
                        return (host.name, .success(try await Self.ask(host, target, patience)))
                    } catch let problem as Problem {
                        return (host.name, .failure(problem))
                    }
                }
            }
            var seen: [HostName: Result<ClusterLook.Answer, Problem>] = [:]
            for try await (name, answer) in group { seen[name] = answer }
            return seen
        }
        var look = ClusterLook()
        for host in hosts.map(\.name) {
            switch seen[host] {
            case .success(let answer)?: look.take(answer, of: host)
            case .failure(let problem)?: look.silent[host] = problem
            case nil: continue
            }
        }
        return look
    }

    private static func ask(
        _ host: ClusterHost, _ target: String, _ patience: Patience
    ) async throws -> ClusterLook.Answer {
        let (engine, swarm) = try await patience.wait(for: host.name) {
            let engine = try await host.engine()
            return (engine, try await engine.info().swarm)
        }
        guard swarm.state == "active", swarm.isManager else {
            return ClusterLook.Answer(engine: engine, swarm: swarm, voice: .none)
        }
        do {
            // Within its own time: an engine that waits for a leader in vain is there all the same.
            let details = try await patience.wait(for: host.name) { try await engine.inspectSwarm() }
            let isOurs = details.settings.labels?[ObjectLabel.target] == target
            return ClusterLook.Answer(engine: engine, swarm: swarm, voice: isOurs ? .manager : .none)
        } catch let problem as Problem {
            return ClusterLook.Answer(engine: engine, swarm: swarm, voice: .refused(problem))
        }
    }
}
