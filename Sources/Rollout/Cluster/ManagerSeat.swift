import EngineClient
import Planning
import Vocabulary

/// Which of the hosts' engines is asked about the cluster: a manager of ours, the one that answered last before all others.
actor ManagerSeat {
    private let hosts: [(name: HostName, engine: EngineClient)]
    /// The ledger's target id, which is on the cluster as a label.
    private let target: String
    private var last: HostName?

    init(_ hosts: [(name: HostName, engine: EngineClient)], target: String) {
        self.hosts = hosts
        self.target = target
    }

    /// Throws `cluster.none` (14) where no host is a manager, `cluster.silent` (14) where none of those that answer is one, `cluster.no-leader` (14) where managers cannot agree: too many of them are away.
    func engine() async throws -> EngineClient { try await ask().engine }

    /// The same, with what it has just said of the cluster.
    func ask() async throws -> (engine: EngineClient, details: SwarmDetails) {
        var order = hosts
        if let last, let index = order.firstIndex(where: { $0.name == last }) {
            order.insert(order.remove(at: index), at: 0)
        }
        var silent: [Problem] = []
        var leaderless: Problem?
        for (name, engine) in order {
            do {
                let swarm = try await engine.info().swarm
                guard swarm.state == "active", swarm.isManager else { continue }
                let details = try await engine.inspectSwarm()
                guard details.settings.labels?[ObjectLabel.target] == target else { continue }
                last = name
                return (engine, details)
            } catch let problem as Problem where problem.isEngineWithoutLeader {
                leaderless = problem
            } catch let problem as Problem where problem.code == EngineProblem.notManager {
                // It has left between the two questions.
                continue
            } catch let problem as Problem {
                silent.append(problem)
            }
        }
        if let leaderless { throw Self.leaderless(leaderless) }
        // Who does not answer may be the manager: that there is none does not follow.
        if let first = silent.first { throw Self.silent(first) }
        throw Self.none(nil)
    }

    /// - Parameter found: what a manager said.
    static func leaderless(_ found: Problem) -> Problem {
        Problem(
            "cluster.no-leader", .step, "the managers of the cluster cannot agree: more than half of them are away",
            found: found.message, consequence: "nothing can be changed until they are back; what runs goes on",
            hint: "start the other hosts again; \(Self.wayOut)")
    }

    /// Docker's own way to go on from the state that one manager has, with all that is in it (`docker swarm init`, "force-new-cluster").
    static let wayOut =
        "where they are lost for ever, run `docker swarm init --force-new-cluster` on a manager that is left, then `valise hosts rm NAME --lost` for each that is not"

    /// - Parameter found: why one of them does not answer.
    static func none(_ found: Problem?) -> Problem {
        Problem(
            "cluster.none", .step, "none of the hosts is a manager of this target's cluster",
            found: found.map { $0.message },
            hint: "see `valise hosts ls`, and whether the hosts and their engines run")
    }

    private static func silent(_ found: Problem) -> Problem {
        Problem(
            "cluster.silent", .step, "no manager of this target's cluster answers", found: found.message,
            consequence: "whether it is there is not known, and nothing is done on a guess",
            hint: "see whether that engine runs")
    }

    /// Whether there is one; what goes wrong is thrown.
    func isThere() async throws -> Bool { try await askIfThere() != nil }

    /// `nil` where there is no cluster.
    func askIfThere() async throws -> (engine: EngineClient, details: SwarmDetails)? {
        do {
            return try await ask()
        } catch let problem as Problem where problem.code == "cluster.none" {
            return nil
        }
    }
}
