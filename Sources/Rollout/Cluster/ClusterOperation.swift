import EngineClient
import HostAccess
import Ledger
import Planning
import Vocabulary

/// What is common to all that changes a cluster: the ledger with its lock, and the engine of every host.
struct ClusterOperation: Sendable {
    let cluster: Cluster
    let ledger: Ledger
    let found: [HostName: (engine: EngineClient, facts: EngineFacts)]
    let succession: Succession
    let progress: ProgressSink

    var facts: [HostName: EngineFacts] { found.mapValues(\.facts) }

    func context(
        _ installation: InstallationName, settings: ClusterSettings, source: SourceAccess, answers: Answers?
    ) throws -> ClusterContext {
        try ClusterLooking(
            cluster: cluster, ledger: ledger, found: found, progress: progress, succession: succession
        ).context(installation, settings: settings, source: source, answers: answers)
    }

    /// Runs steps of an operation that is open, and says in the ledger when the installation is left failed.
    func execute(
        _ steps: [ClusterStep], _ context: ClusterContext, _ record: OperationRecord, journal: [String: StepState]
    ) async throws -> ExecutionOutcome {
        let executor = Executor(context: context, ledger: ledger, operation: record, observer: cluster.observer)
        do {
            return try await executor.run(steps, journal: journal)
        } catch let problem as Problem {
            if record.kind == .install, problem.exit != .interrupted {
                try ledger.setState(.failed, of: context.installation)
            }
            throw problem
        }
    }
}

/// What is chosen when a cluster is formed, and kept for its life.
struct ClusterSettings: Hashable, Sendable, Codable {
    /// Of the registry on every host's loopback address.
    var port: Int
    var form: ServedForm
    var publishing: ClusterPublishing
    /// `nil` where the cluster is the target's own.
    var shared: SharedSwarm? = nil
}

extension Cluster {
    /// Takes the lock, connects to every engine, looks, works, and gives the lock back.
    func operate<Value: Sendable>(
        _ activity: String, stallSeconds: Int? = nil, progress: @escaping ProgressSink,
        _ body: (ClusterOperation) async throws -> Value
    ) async throws -> Value {
        let ledger = try Ledger(at: stateDirectory, activity: activity)
        defer { ledger.close() }
        do {
            let found = try await engines(stallSeconds: stallSeconds)
            let places = copyPlaces(found.mapValues(\.facts))
            let copies = LedgerCopies(
                of: ledger, at: places.managers, others: places.others, progress: progress)
            let succession = Succession(
                ledger: ledger, seat: seat(found, target: try ledger.targetID()), hosts: hosts, copies: copies,
                seizure: seizure, progress: progress)
            try await succession.begin()
            do {
                let value = try await body(
                    ClusterOperation(
                        cluster: self, ledger: ledger, found: found, succession: succession, progress: progress))
                try await succession.end()
                return value
            } catch let problem as Problem {
                await copies.renew(.ended)
                throw problem
            } catch let cancellation as CancellationError {
                await copies.renew(.ended)
                throw cancellation
            }
        } catch is CancellationError {
            throw Problem(
                "operation.interrupted", .interrupted, "interrupted: \(activity)",
                hint: "run `valise resume` to go on")
        }
    }

    /// Which of the engines is asked about the cluster.
    func seat(
        _ found: [HostName: (engine: EngineClient, facts: EngineFacts)], target: String
    ) -> ManagerSeat {
        ManagerSeat(
            hosts.compactMap { host in found[host.name].map { (name: host.name, engine: $0.engine) } },
            target: target)
    }

    func engines(
        stallSeconds: Int? = nil
    ) async throws -> [HostName: (engine: EngineClient, facts: EngineFacts)] {
        try await withThrowingTaskGroup(of: (HostName, EngineClient, EngineFacts).self) { group in
            for host in hosts {
                group.addTask {
                    let engine = try await host.target.connect(stallSeconds: stallSeconds)
                    let gathering = EngineGathering(
                        engine: engine, address: host.target.engineAddress, host: host.host)
                    return (host.name, engine, try await gathering.facts())
                }
            }
            var found: [HostName: (engine: EngineClient, facts: EngineFacts)] = [:]
            for try await (name, engine, facts) in group { found[name] = (engine: engine, facts: facts) }
            return found
        }
    }
}
