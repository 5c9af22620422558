import EngineClient
import HostAccess
import Ledger
public import Planning
public import Vocabulary

/// What an uninstall did.
public struct UninstallOutcome: Hashable, Sendable {
    public var installation: InstallationName
    /// Ids of the steps that changed something; empty where nothing was left to be removed.
    public var applied: [String]
    /// What stays on the host, and why.
    public var leaves: [Remnant]
    /// Hosts that cannot be reached: what is on them is remembered, and goes with `resume` when they are back.
    public var awaits: [HostName] = []
}

extension Target {
    /// Takes off the host what the installation brought: also after half an install, without the bundle, and again where it was cut off.
    ///
    /// Data folders and named volumes stay unless `data` is `DataFate.removed`; with them stays what the ledger knows of their passwords. Throws `installation.unknown` (16) where nothing of
    /// that name is left, `operation.interrupted` (130), and what steps throw (14).
    public func uninstall(
        _ name: InstallationName, data: DataFate, progress: @escaping ProgressSink
    ) async throws -> UninstallOutcome {
        // Asked before the ledger is made: a mistyped name leaves no file behind.
        try requireKnown(name)
        return try await operate("uninstall \(name)", progress: progress) { operation in
            let ledger = operation.ledger
            try ledger.requireKnown(name)
            try operation.adoptUnfinished(of: name)
            let site = try operation.site(name, selinux: false)
            let plan = Plan.uninstall(name, states: try ledger.states(of: name), data: data, at: site)
            let release = try ledger.effectiveRelease(of: name)?.number
            try ledger.setState(.removing, of: name)
            try observer.reached(.released)
            let record = try ledger.beginOperation(
                .uninstall, of: name, release: release, steps: try plan.steps.planned())
            try observer.reached(.planned)
            return try await operation.finishUninstall(plan.steps, data, plan.leaves, record, journal: [:])
        }
    }
}

extension Operation {
    /// Runs the steps of an uninstall that is open in the ledger, and forgets the installation, or all but what its data needs.
    func finishUninstall(
        _ steps: [Step], _ data: DataFate, _ leaves: [Remnant], _ record: OperationRecord,
        journal: [String: StepState]
    ) async throws -> UninstallOutcome {
        let name = record.installation
        let context = try context(name, source: .notNeeded, answers: nil)
        let outcome = try await execute(steps, context, record, journal: journal)
        let folders = context.folders
        let here = try await remaining(of: leaves, in: folders)
        try await context.removeEmptyFolders()
        // Data that others use, too: it is still ours to remove once they have gone.
        let keepsData = outcome.remnants.contains { $0.kind == .volume || $0.kind == .dataFolder }
        if here.isEmpty, !keepsData {
            try ledger.forget(name)
            try target.observer.reached(.settled)
        } else {
            // Its answers hold the passwords of the data that stays.
            try ledger.setState(.removed, of: name)
            try target.observer.reached(.settled)
            try ledger.endOperation(record.id, .done)
        }
        try target.observer.reached(.closed)
        return UninstallOutcome(
            installation: name, applied: outcome.applied.sorted(), leaves: (here + outcome.remnants).unique)
    }

    /// Of what the plan leaves, what is there.
    private func remaining(of leaves: [Remnant], in folders: InstallationFolders) async throws -> [Remnant] {
        var here: [Remnant] = []
        for remnant in leaves {
            switch remnant.kind {
            case .volume:
                if try await engine.inspectVolume(remnant.name) != nil { here.append(remnant) }
            case .dataFolder:
                guard let path = AbsolutePath(remnant.name) else { continue }
                if try await target.host.kind(of: path) != .missing { here.append(remnant) }
            default: here.append(remnant)
            }
        }
        return here
    }
}

extension [Remnant] {
    fileprivate var unique: [Remnant] {
        var seen: Set<Remnant> = []
        return filter { seen.insert($0).inserted }
    }
}
