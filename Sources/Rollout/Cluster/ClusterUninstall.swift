import EngineClient
import HostAccess
import Ledger
public import Planning
public import Vocabulary

extension Cluster {
    /// Takes off all hosts what the installation brought; with the last installation the cluster itself is dissolved.
    ///
    /// Data folders and named volumes stay unless `data` is `DataFate.removed`. What is on a host that cannot be reached is remembered: the operation stays open until ``resume(_:bundle:progress:)``
    /// has found it again. Throws as `Target.uninstall` does.
    public func uninstall(
        _ name: InstallationName, data: DataFate, progress: @escaping ProgressSink
    ) async throws -> UninstallOutcome {
        try requireKnown(name)
        return try await operate("uninstall \(name)", progress: progress) { operation in
            let ledger = operation.ledger
            try ledger.requireKnown(name)
            guard let settings = try ledger.clusterSettings(of: name) else { throw Self.notOnCluster(name) }
            let others = try ledger.installations().filter { $0.name != name && $0.state != .removed }
            let plan = ClusterPlan.uninstall(
                name, states: try ledger.clusterStates(of: name), data: data, hosts: try allHosts(ledger),
                rest: others.isEmpty ? .dissolved : .kept, shared: settings.shared, stateDirectory: hostStateDirectory)
            let release = try ledger.effectiveRelease(of: name)?.number
            try ledger.setState(.removing, of: name)
            try observer.reached(.released)
            let record = try ledger.beginOperation(
                .uninstall, of: name, release: release, steps: try plan.steps.planned())
            try observer.reached(.planned)
            return try await operation.finishUninstall(
                plan.steps, data, plan.leaves, settings, record, journal: [:])
        }
    }

    static func notOnCluster(_ name: InstallationName) -> Problem {
        Problem(
            "installation.on-one-host", .usage, "`\(name)` is not installed on several hosts",
            consequence: "nothing was changed", hint: "see `valise status \(name)`")
    }

    /// Those that cannot be reached now, too.
    func allHosts(_ ledger: some LedgerReading) throws -> [HostName] {
        let connected = Set(hosts.map(\.name))
        return try ledger.hosts().map(\.host.name).filter { connected.contains($0) || absent[$0] != nil }
    }

    func requireKnown(_ name: InstallationName) throws {
        guard let ledger = try LedgerReader.open(at: stateDirectory) else {
            throw Problem.unknownInstallation(name, among: [])
        }
        try ledger.requireKnown(name)
    }
}

extension ClusterOperation {
    /// Runs the steps of an uninstall that is open in the ledger, and forgets the installation, or all but what its data needs.
    func finishUninstall(
        _ steps: [ClusterStep], _ data: DataFate, _ leaves: [Remnant], _ settings: ClusterSettings,
        _ record: OperationRecord, journal: [String: StepState]
    ) async throws -> UninstallOutcome {
        let name = record.installation
        let context = try context(name, settings: settings, source: .notNeeded, answers: nil)
        let (now, later) = steps.parted(canBeDone)
        let outcome = try await execute(Self.order(now, journal), context, record, journal: journal)
        guard later.isEmpty else {
            return UninstallOutcome(
                installation: name, applied: outcome.applied.sorted(), leaves: leaves + outcome.remnants,
                awaits: cluster.absent.keys.sorted { $0.rawValue < $1.rawValue })
        }
        for host in context.contexts.values { try await host.removeEmptyFolders() }
        if leaves.isEmpty, outcome.remnants.isEmpty {
            try ledger.forget(name)
            try cluster.observer.reached(.settled)
        } else {
            // Its answers hold the passwords of the data that stays.
            try ledger.setState(.removed, of: name)
            try cluster.observer.reached(.settled)
            try ledger.endOperation(record.id, .done)
        }
        try cluster.observer.reached(.closed)
        return UninstallOutcome(
            installation: name, applied: outcome.applied.sorted(), leaves: leaves + outcome.remnants)
    }

    /// A network between the hosts is held by what still runs on one that is away.
    private func canBeDone(_ step: ClusterStep) -> Bool {
        switch step {
        case .removeNetwork: return cluster.absent.isEmpty
        // A host that has joined leaves before.
        case .endSharing: return cluster.absent.isEmpty
        default: break
        }
        return step.host.map { cluster.absent[$0] == nil } ?? true
    }

    /// A host that comes back when the others have dissolved the cluster is alone in it, and runs what it ran: it leaves before anything else is looked at.
    private static func order(_ steps: [ClusterStep], _ journal: [String: StepState]) -> [ClusterStep] {
        let isLeaving = { (step: ClusterStep) in if case .leave = step { true } else { false } }
        guard steps.contains(where: { isLeaving($0) && journal[$0.id] == .ended(.applied) }) else { return steps }
        let (leaves, rest) = steps.parted(isLeaving)
        return leaves + rest
    }
}

extension [ClusterStep] {
    /// Those for which it holds, and the others, each in their order.
    fileprivate func parted(_ holds: (ClusterStep) -> Bool) -> ([ClusterStep], [ClusterStep]) {
        (filter(holds), filter { !holds($0) })
    }
}
