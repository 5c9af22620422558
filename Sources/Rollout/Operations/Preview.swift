import EngineClient
import Ledger
public import Planning
package import Vocabulary

/// What an install would do: its plan, and of each step whether anything is to be done.
public struct PlanPreview: Hashable, Sendable {
    public var plan: Plan
    /// Ids of the steps that would change something.
    public var changes: Set<String>
    /// Of them, those that take a container away to put another in its place.
    public var replacements: Set<String> = []
}

extension Target {
    /// Looks and changes nothing; takes no lock. Each step is probed as an install would, so what is so already is known exactly.
    public func previewInstall(_ request: InstallRequest) async throws -> PlanPreview {
        try await previewInstall(
            request.desired, from: InstallationSource(request.bundle), sight: request.sight(of: hostName))
    }

    package func previewInstall(
        _ desired: DesiredState, from source: InstallationSource, sight: EngineFacts.Sight = .notTried
    ) async throws -> PlanPreview {
        let engine = try await connect()
        var facts = try await EngineGathering(engine: engine, address: engineAddress, host: host).facts()
        facts.seesFiles = sight
        let reader = try LedgerReader.open(at: stateDirectory)
        let looking = Looking(target: self, reader: reader, engine: engine, facts: facts)
        let plan = try Plan.install(desired, at: try looking.site(desired.installation))
        guard let context = try looking.context(desired.installation, source: .opened(source)) else {
            // Nothing was ever installed here: what the engine or the host has of these names is not ours, and `check` has said so.
            return PlanPreview(plan: plan, changes: Set(plan.steps.filter { !$0.isHook }.map(\.id)))
        }
        try reader?.requireInstallable(desired, on: .oneHost)
        var changes: Set<String> = []
        var replacements: Set<String> = []
        var created: Set<String> = []
        for step in plan.steps where !step.isHook {
            switch step {
            case .startContainer(let start) where created.contains(start.container): changes.insert(step.id)
            case .waitFor(let wait) where !created.isDisjoint(with: wait.containers): changes.insert(step.id)
            default: break
            }
            do {
                guard try await context.probe(step) == .toDo else { continue }
                changes.insert(step.id)
                guard case .createContainer(let create) = step else { continue }
                created.insert(create.container.name)
                if try await engine.inspectContainer(create.container.name) != nil { replacements.insert(step.id) }
            } catch let problem as Problem where problem.exit == .step {
                // A clash that the step would report: it would try.
                changes.insert(step.id)
            }
        }
        return PlanPreview(plan: plan, changes: changes, replacements: replacements)
    }
}

extension Step {
    var isHook: Bool {
        if case .runHook = self { return true }
        return false
    }
}

/// As ``Operation``, for who only looks: without the ledger's lock.
struct Looking: Sendable {
    let target: Target
    let reader: LedgerReader?
    let engine: EngineClient
    let facts: EngineFacts

    func site(_ installation: InstallationName) throws -> InstallationSite {
        InstallationSite(
            host: target.hostName, stateDirectory: target.stateDirectory, target: try reader?.targetID() ?? "new",
            engine: facts, selinuxEnforcing: false,
            ownedTags: try reader?.ownedTags(of: installation) ?? [])
    }

    /// `nil` where there is no ledger.
    func context(_ installation: InstallationName, source: SourceAccess) throws -> StepContext? {
        guard let reader else { return nil }
        let form = ImageSupply.form(for: facts)
        return StepContext(
            engine: engine, host: target.host, ledger: reader, installation: installation,
            target: try reader.targetID(), folders: target.folders(of: installation), program: target.program,
            source: source, images: ImageSupply(form: form, meter: TransferMeter(form: form) { _ in }),
            platform: facts.platform,
            progress: { _ in }, secrets: [])
    }
}
