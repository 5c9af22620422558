import Ledger
import Planning
public import Vocabulary

extension Cluster {
    /// Starts an installation in waves, or one service with what it depends on, and waits for health. Throws as `Target.start` does.
    public func start(
        _ name: InstallationName, service: ServiceName? = nil, progress: @escaping ProgressSink
    ) async throws -> RunOutcome {
        try await run(.start, name, service, progress) { ClusterPlan.start($0, service: service) }
    }

    /// Stops an installation on all hosts, dependents first, or one service alone; data and services stay, and nothing of it starts again by itself. Throws as `Target.stop` does.
    public func stop(
        _ name: InstallationName, service: ServiceName? = nil, progress: @escaping ProgressSink
    ) async throws -> RunOutcome {
        try await run(.stop, name, service, progress) { try ClusterPlan.stop($0, service: service) }
    }

    /// Stops and starts, in order; what has run to its end stays so. Throws as `Target.restart` does.
    public func restart(
        _ name: InstallationName, service: ServiceName? = nil, progress: @escaping ProgressSink
    ) async throws -> RunOutcome {
        try await run(.restart, name, service, progress) { try ClusterPlan.restart($0, service: service) }
    }

    private func run(
        _ kind: OperationKind, _ name: InstallationName, _ service: ServiceName?, _ progress: @escaping ProgressSink,
        _ plan: (ClusterState) throws -> ClusterPlan
    ) async throws -> RunOutcome {
        guard let reader = try LedgerReader.open(at: stateDirectory) else {
            throw Problem.unknownInstallation(name, among: [])
        }
        try Self.require(service, in: reader.lookUpOnCluster(name).state)
        return try await operate("\(kind.rawValue) \(name)", progress: progress) { operation in
            let ledger = operation.ledger
            if let open = try ledger.openOperation(of: name), open.kind == .install || open.kind == .uninstall {
                throw Problem.unfinished(open, before: kind)
            }
            let (release, state) = try ledger.lookUpOnCluster(name)
            guard let settings = try ledger.clusterSettings(of: name) else { throw Self.notOnCluster(name) }
            let steps = try plan(state).steps
            let context = try operation.context(
                name, settings: settings, source: .notNeeded, answers: release.content.answers)
            let record = try ledger.beginOperation(
                kind, of: name, release: release.number, steps: try steps.planned())
            try observer.reached(.planned)
            do {
                return try await operation.finishRun(steps, context, record, journal: [:])
            } catch let problem as Problem where problem.exit != .interrupted {
                // Nothing is half done that `start` would not find out by itself.
                try ledger.endOperation(record.id, .failed)
                throw problem
            }
        }
    }

    private static func require(_ service: ServiceName?, in state: ClusterState) throws {
        guard let service, state.service(service) == nil else { return }
        throw Problem.unknownService(service, among: state.services.map(\.name), of: state.installation)
    }
}

extension ClusterOperation {
    func finishRun(
        _ steps: [ClusterStep], _ context: ClusterContext, _ record: OperationRecord, journal: [String: StepState]
    ) async throws -> RunOutcome {
        let outcome = try await execute(steps, context, record, journal: journal)
        try cluster.observer.reached(.settled)
        try ledger.endOperation(record.id, .done)
        try cluster.observer.reached(.closed)
        return RunOutcome(installation: record.installation, applied: outcome.applied.sorted())
    }
}
