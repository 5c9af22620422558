import HostAccess
import Ledger
public import Opening
import Planning
public import Vocabulary

/// What a resume did.
public enum ResumeOutcome: Hashable, Sendable {
    /// There was nothing to go on with.
    case nothing
    case installed(InstallOutcome)
    case uninstalled(UninstallOutcome)
    case ran(RunOutcome)
}

extension Target {
    /// Names of the installations of which an operation has begun and not ended.
    public func unfinished() throws -> [InstallationName] {
        try LedgerReader.open(at: stateDirectory)?.openOperations().map(\.installation) ?? []
    }

    /// Goes on with what was cut off, from the journal: what is done already is found by looking.
    ///
    /// - Parameters:
    ///   - name: of the installation.
    ///   - bundle: where the bundle file is now; by default where it was.
    ///   - progress: gets what happens, as it happens.
    ///
    /// Throws `installation.unknown` (16), `bundle.gone`, `bundle.other` (11) where the bundle is needed, and all that the operation throws.
    public func resume(
        _ name: InstallationName, bundle: VerifiedBundle? = nil, progress: @escaping ProgressSink
    ) async throws -> ResumeOutcome {
        try await resume(name, source: try bundle.map(InstallationSource.init), progress: progress)
    }

    package func resume(
        _ name: InstallationName, source: InstallationSource?, progress: @escaping ProgressSink
    ) async throws -> ResumeOutcome {
        try requireKnown(name)
        return try await operate("resume \(name)", progress: progress) { operation in
            let ledger = operation.ledger
            guard let record = try ledger.openOperation(of: name) else {
                return try await operation.resumeWithoutPlan(name, source, progress)
            }
            let (steps, journal) = try ledger.plannedSteps(of: record)
            let release = try record.release.flatMap { try ledger.release($0, of: name) }
            switch record.kind {
            case .install:
                guard let release, let state = try ledger.state(of: name, release: release.number) else {
                    throw Self.cutOffEarly(name)
                }
                let access = try SourceAccess.access(to: release, source, ledger)
                let context = try operation.context(name, source: access, answers: release.content.answers)
                return .installed(
                    try await operation.finishInstall(steps, state, context, record, journal: journal))
            case .uninstall:
                let leaves = try operation.leaves(of: name, steps)
                return .uninstalled(
                    try await operation.finishUninstall(
                        steps, leaves.isEmpty ? .removed : .kept, leaves, record, journal: journal))
            default:
                let context = try operation.context(name, source: .notNeeded, answers: release?.content.answers)
                return .ran(try await operation.finishRun(steps, context, record, journal: journal))
            }
        }
    }

    static func cutOffEarly(_ name: InstallationName) -> Problem {
        Problem(
            "installation.unfinished", .step,
            "the install of `\(name)` was cut off before its plan was written down; nothing was done",
            hint: "run `valise install` with the bundle again, or `valise uninstall \(name)`")
    }
}

extension Operation {
    /// Cut off between two records that belong together: before a plan, or after the last step.
    fileprivate func resumeWithoutPlan(
        _ name: InstallationName, _ source: InstallationSource?, _ progress: @escaping ProgressSink
    ) async throws -> ResumeOutcome {
        switch try ledger.installation(name)?.state {
        case .removing?:
            let site = try site(name, selinux: false)
            let plan = Plan.uninstall(name, states: try ledger.states(of: name), data: .kept, at: site)
            let record = try ledger.beginOperation(
                .uninstall, of: name, release: try ledger.effectiveRelease(of: name)?.number,
                steps: try plan.steps.planned())
            return .uninstalled(
                try await finishUninstall(plan.steps, .kept, plan.leaves, record, journal: [:]))
        case .installing?:
            throw Target.cutOffEarly(name)
        default:
            return .nothing
        }
    }

    /// What an uninstall leaves, worked out again: data that no step of it removes.
    fileprivate func leaves(of name: InstallationName, _ steps: [Step]) throws -> [Remnant] {
        guard !steps.contains(.removeData) else { return [] }
        return Plan.uninstall(
            name, states: try ledger.states(of: name), data: .kept, at: try site(name, selinux: false)
        ).leaves
    }
}

extension SourceAccess {
    /// The bundle of a release: as it was given, else as this machine keeps it for the cluster, else from where it was. Steps ask for it only where they need it.
    static func access(
        to release: ReleaseRecord, _ given: InstallationSource?, _ ledger: Ledger, keptBelow state: AbsolutePath? = nil
    ) throws -> SourceAccess {
        let wanted = release.content
        let source: InstallationSource
        if let given {
            source = given
        } else if let kept = try kept(for: release, below: state) {
            return .opened(kept)
        } else {
            do {
                source = try InstallationSource(try verify(try open(wanted.bundlePath)))
            } catch let problem as Problem {
                return .missing(
                    Problem(
                        "bundle.gone", .bundle,
                        "cannot go on with `\(release.installation)`: its bundle `\(wanted.bundlePath)` cannot be read: \(problem.message)",
                        consequence: "what was done before stays",
                        hint: "give its path: `valise resume \(release.installation) --bundle FILE`"))
            }
        }
        guard source.bundle == wanted.bundle else {
            return .missing(
                Problem(
                    "bundle.other", .bundle,
                    "cannot go on with `\(release.installation)`: `\(source.path)` is another bundle",
                    expected: "bundle \(wanted.bundle)", found: "bundle \(source.bundle)",
                    hint:
                        "give the path of the bundle that was installed: `valise resume \(release.installation) --bundle FILE`"
                ))
        }
        if source.path != wanted.bundlePath {
            try ledger.setBundlePath(source.path, ofRelease: release.number, of: release.installation)
        }
        return .opened(source)
    }

    /// What is not there, damaged or another one is none: the file that was installed from is asked for then.
    private static func kept(
        for release: ReleaseRecord, below state: AbsolutePath?
    ) throws -> InstallationSource? {
        guard let state else { return nil }
        let wanted = release.content
        let folders = InstallationFolders(stateDirectory: state, installation: release.installation)
        guard let path = folders.bundle(wanted.bundle, of: wanted.application, wanted.version),
            LocalHost().kind(of: path) == .file
        else { return nil }
        do {
            let source = try InstallationSource(try verify(try open(path)))
            return source.bundle == wanted.bundle ? source : nil
        } catch is Problem {
            return nil
        }
    }
}
