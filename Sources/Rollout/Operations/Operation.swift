import EngineClient
import HostAccess
import Ledger
import Planning
import Vocabulary

/// What is common to all that changes a target: the ledger with its lock, the engine, and what a step needs of both.
struct Operation: Sendable {
    let target: Target
    let ledger: Ledger
    let engine: EngineClient
    var facts: EngineFacts
    let progress: ProgressSink

    /// What a step is probed and applied with.
    func context(
        _ installation: InstallationName, source: SourceAccess, answers: Answers?
    ) throws -> StepContext {
        let form = ImageSupply.form(for: facts)
        return StepContext(
            engine: engine, host: target.host, ledger: ledger, installation: installation,
            target: try ledger.targetID(), folders: target.folders(of: installation), program: target.program,
            source: source, images: ImageSupply(form: form, meter: TransferMeter(form: form, progress: progress)),
            platform: facts.platform,
            progress: progress, secrets: answers?.secrets ?? [])
    }

    /// Runs steps of an operation that is open, and says in the ledger when the installation is left failed.
    func execute(
        _ steps: [Step], _ context: StepContext, _ record: OperationRecord, journal: [String: StepState] = [:]
    ) async throws -> ExecutionOutcome {
        let executor = Executor(context: context, ledger: ledger, operation: record, observer: target.observer)
        do {
            return try await executor.run(steps, journal: journal)
        } catch let problem as Problem {
            if record.kind == .install, problem.exit != .interrupted {
                try ledger.setState(.failed, of: context.installation)
            }
            throw problem
        }
    }

    /// What an install that was cut off had begun to bring is ours, also where the journal had no time to say so: else the next operation would take it for found.
    func adoptUnfinished(of name: InstallationName) throws {
        guard let open = try ledger.openOperation(of: name), open.kind == .install, let release = open.release else {
            return
        }
        let (steps, journal) = try ledger.plannedSteps(of: open)
        for step in steps where (journal[step.id] ?? .pending) != .pending {
            try ledger.recordBrought(step.brings, by: name, release: release)
        }
    }

    /// The host as the plan's pure functions want it.
    func site(_ installation: InstallationName, selinux: Bool) throws -> InstallationSite {
        InstallationSite(
            host: target.hostName, stateDirectory: target.stateDirectory, target: try ledger.targetID(),
            engine: facts, selinuxEnforcing: selinux, ownedTags: try ledger.ownedTags(of: installation))
    }
}

extension Target {
    /// Takes the lock, connects, looks, works, and gives the lock back. `activity` is told to a second `valise`.
    func operate<Value: Sendable>(
        _ activity: String, stallSeconds: Int? = nil, progress: @escaping ProgressSink,
        _ body: (Operation) async throws -> Value
    ) async throws -> Value {
        let ledger = try Ledger(at: stateDirectory, activity: activity)
        defer { ledger.close() }
        do {
            let engine = try await connect(stallSeconds: stallSeconds)
            let facts = try await EngineGathering(engine: engine, address: engineAddress, host: host).facts()
            return try await body(
                Operation(target: self, ledger: ledger, engine: engine, facts: facts, progress: progress))
        } catch is CancellationError {
            throw Problem(
                "operation.interrupted", .interrupted, "interrupted: \(activity)",
                hint: "run `valise resume` to go on")
        }
    }
}
