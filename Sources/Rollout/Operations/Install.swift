import HostAccess
import Ledger
public import Opening
public import Planning
public import Vocabulary

/// What is to be installed: every value that an install needs can only be had from the stage before.
public struct InstallRequest: Sendable {
    public var bundle: VerifiedBundle
    public var desired: DesiredState
    public var placement: ClearedPlacement
    public var answers: Answers
    /// Compose profiles that are active (`--with`).
    public var composeProfiles: [String]
    public var profile: Profile?
    /// What becomes of a swarm that hosts are in already (`--join-swarm`).
    public var foreignSwarm: ForeignSwarm

    public init(
        bundle: VerifiedBundle, desired: DesiredState, placement: ClearedPlacement, answers: Answers,
        composeProfiles: [String] = [], profile: Profile? = nil, foreignSwarm: ForeignSwarm = .refused
    ) {
        self.bundle = bundle
        self.desired = desired
        self.placement = placement
        self.answers = answers
        self.composeProfiles = composeProfiles
        self.profile = profile
        self.foreignSwarm = foreignSwarm
    }
}

extension InstallRequest {
    /// What the checks found out of whether the engine sees a host's files.
    func sight(of host: HostName) -> EngineFacts.Sight {
        guard case .reached(let engine)? = placement.hosts.first(where: { $0.name == host })?.engine else {
            return .notTried
        }
        return engine.seesFiles
    }
}

/// What an install did.
public struct InstallOutcome: Hashable, Sendable {
    public var installation: InstallationName
    public var release: Int
    public var change: Change
    /// Ids of the steps that changed something.
    public var applied: [String]
    public var open: String?
    public var remnants: [Remnant]

    public enum Change: String, Hashable, Sendable, Codable {
        /// Everything was so already; nothing was written down either.
        case nothing
        /// A new release is current.
        case installed
    }
}

extension Target {
    /// Installs, installs again, or installs with other answers. What is already so is left alone; where all of it is, nothing is touched, and there is no new release.
    ///
    /// Throws a `Problem`: `ledger.locked` (12), `installation.other-application`, `installation.other-version` (64), `service.unhealthy` (15),
    /// `operation.interrupted` (130), and what steps throw (14). Nothing is put back; `resume` goes on.
    public func install(
        _ request: InstallRequest, progress: @escaping ProgressSink
    ) async throws -> InstallOutcome {
        let source = try InstallationSource(request.bundle)
        return try await install(
            request.desired, from: source, answers: request.answers, composeProfiles: request.composeProfiles,
            profile: request.profile, sight: request.sight(of: hostName), progress: progress)
    }

    package func install(
        _ desired: DesiredState, from source: InstallationSource, answers: Answers, composeProfiles: [String],
        profile: Profile?, sight: EngineFacts.Sight = .notTried, progress: @escaping ProgressSink
    ) async throws -> InstallOutcome {
        let name = desired.installation
        let stall = profile?.limits.loadStallSeconds
        return try await operate("install \(name)", stallSeconds: stall, progress: progress) { operation in
            var operation = operation
            operation.facts.seesFiles = sight
            let ledger = operation.ledger
            try ledger.requireInstallable(desired, on: .oneHost)
            try operation.adoptUnfinished(of: name)
            let selinux = try await operation.isSELinuxEnforcing()
            let plan = try Plan.install(desired, at: try operation.site(name, selinux: selinux))
            guard let state = plan.state else { throw Problem("plan.no-state", .defect, "a plan without a state") }
            let context = try operation.context(name, source: .opened(source), answers: answers)
            let draft = ReleaseDraft(
                application: desired.application, version: desired.version, bundle: source.bundle,
                bundlePath: source.path, manifest: source.manifest, answers: answers,
                composeProfiles: composeProfiles, profile: profile?.name)
            if let current = try ledger.currentRelease(of: name), current.content.isSame(as: draft),
                try ledger.installation(name)?.state == .installed, try ledger.openOperation(of: name) == nil,
                try ledger.state(of: name, release: current.number) == state,
                try await operation.isAllSo(plan, context)
            {
                return InstallOutcome(
                    installation: name, release: current.number, change: .nothing, applied: [], open: state.open,
                    remnants: [])
            }
            let release = try ledger.addRelease(draft, to: name).number
            try observer.reached(.released)
            try ledger.setDocument(Document.state, try CanonicalJSON.encode(state), ofRelease: release, of: name)
            try ledger.recordFound(operation.imagesThatAreThere(state), by: name, release: release)
            try observer.reached(.found)
            let record = try ledger.beginOperation(
                .install, of: name, release: release, steps: try plan.steps.planned())
            try observer.reached(.planned)
            return try await operation.finishInstall(plan.steps, state, context, record, journal: [:])
        }
    }
}

extension Operation {
    /// Runs the steps of an install that is open in the ledger, and makes its release the current one.
    func finishInstall(
        _ steps: [Step], _ state: ResolvedState, _ context: StepContext, _ record: OperationRecord,
        journal: [String: StepState]
    ) async throws -> InstallOutcome {
        guard let release = record.release else {
            throw Problem("ledger.no-release", .defect, "the install of `\(record.installation)` has no release")
        }
        let outcome = try await execute(steps, context, record, journal: journal)
        try ledger.makeCurrent(release: release, of: record.installation)
        try target.observer.reached(.settled)
        try ledger.endOperation(record.id, .done)
        try target.observer.reached(.closed)
        return InstallOutcome(
            installation: record.installation, release: release, change: .installed,
            applied: outcome.applied.sorted(), open: state.open, remnants: outcome.remnants)
    }

    /// The images and names of a state that the engine has before anything is done.
    fileprivate func imagesThatAreThere(_ state: ResolvedState) -> [TargetObject] {
        state.images.flatMap { image -> [TargetObject] in
            guard let found = facts.images.first(where: { image.matches($0) }) else { return [] }
            let isNamed = found.tags.contains { ImageReference($0) == image.name }
            return StepContext.objects(of: image).filter { $0.kind == .image || isNamed }
        }
    }

    fileprivate func isAllSo(_ plan: Plan, _ context: StepContext) async throws -> Bool {
        for step in plan.steps {
            switch step {
            case .runHook, .installBootUnit, .removeBootUnit: continue
            default: if try await context.probe(step) == .toDo { return false }
            }
        }
        return true
    }

    func isSELinuxEnforcing() async throws -> Bool {
        try await target.host.kind(of: AbsolutePath("/sys/fs/selinux/enforce", relativeTo: .root)) == .file
            ? target.host.machineFacts(stateDirectory: target.stateDirectory, paths: []).selinuxEnforcing : false
    }
}

extension ReleaseDraft {
    /// The same release, wherever the bundle file is.
    func isSame(as other: ReleaseDraft) -> Bool {
        var moved = self
        moved.bundlePath = other.bundlePath
        return moved == other
    }
}

extension InstallationSource {
    init(_ bundle: VerifiedBundle) throws {
        self.init(
            bundle: bundle.id, path: bundle.path, file: bundle.content,
            manifest: try CanonicalJSON.encode(bundle.manifest),
            blob: { digest in bundle.blob(digest).map { .regions($0) } },
            registry: { form in BundleRegistry(bundle: bundle, preferred: form) },
            listing: { form in
                bundle.listing(of: Set(bundle.manifest.images.map(\.reference)), preferring: form)
            }, pieces: bundle.blobPlaces.map { CollectedFile.Piece($0.digest, at: $0.offset, size: $0.size) })
    }
}
