import Ledger
public import Opening
import Planning
public import Vocabulary

extension Cluster {
    /// Goes on with what was cut off, from the journal: what is done already is found by looking. Throws as `Target.resume` does.
    public func resume(
        _ name: InstallationName, bundle: VerifiedBundle? = nil, progress: @escaping ProgressSink
    ) async throws -> ResumeOutcome {
        try requireKnown(name)
        let given = try bundle.map(InstallationSource.init)
        return try await operate("resume \(name)", progress: progress) { operation in
            let ledger = operation.ledger
            guard let record = try ledger.openOperation(of: name) else { return .nothing }
            guard let settings = try ledger.clusterSettings(of: name) else { throw Target.cutOffEarly(name) }
            let (steps, journal) = try ledger.plannedSteps(of: record, as: ClusterStep.self)
            switch record.kind {
            case .install:
                guard let release = try record.release.flatMap({ try ledger.release($0, of: name) }),
                    let state = try ledger.clusterState(of: name, release: release.number)
                else { throw Target.cutOffEarly(name) }
                let access = try SourceAccess.access(to: release, given, ledger, keptBelow: hostStateDirectory)
                let context = try operation.context(
                    name, settings: settings, source: access, answers: release.content.answers)
                return .installed(
                    try await operation.finishInstall(steps, state, context, record, journal: journal))
            case .start, .stop, .restart:
                let context = try operation.context(name, settings: settings, source: .notNeeded, answers: nil)
                return .ran(try await operation.finishRun(steps, context, record, journal: journal))
            default:
                let keepsData = !steps.contains { step in
                    if case .onHost(_, .removeData) = step { true } else { false }
                }
                let leaves =
                    keepsData
                    ? ClusterPlan.uninstall(
                        name, states: try ledger.clusterStates(of: name), data: .kept, hosts: try allHosts(ledger),
                        rest: .kept, stateDirectory: hostStateDirectory
                    ).leaves : []
                return .uninstalled(
                    try await operation.finishUninstall(
                        steps, keepsData ? .kept : .removed, leaves, settings, record, journal: journal))
            }
        }
    }
}
