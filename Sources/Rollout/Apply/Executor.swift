import EngineClient
import Ledger
import Planning
import Synchronization
import Vocabulary

/// Brings a host where a plan says, step by step, with the journal of the ledger: the intent is on the disk before a step starts, its outcome after it ended.
///
/// Started again with what the journal says, it goes on where it was cut off: what is already so is found by probing, and skipped.
struct Executor: Sendable {
    let context: StepContext
    let ledger: Ledger
    let operation: OperationRecord
    let observer: any StepObserver
    /// Images that are pulled at the same time. An engine downloads three layers at once and unpacks beside that (moby, `max-concurrent-downloads`): more than that many
    /// images keep it busy to the end; the registry bounds the memory.
    static let parallelLoads = 6

    /// What came of the steps, for the person.
    struct Outcome: Sendable {
        /// Ids of the steps that changed something now.
        var applied: Set<String> = []
        var remnants: [Remnant] = []
    }

    /// Throws what a step threw, with what follows from it and how to go on; nothing is put back.
    func run(_ steps: [Step], journal: [String: StepState]) async throws -> Outcome {
        var outcome = Outcome()
        let loads = Self.largestFirst(steps.filter(\.isImageLoad))
        do {
            try await run(loads: loads, journal, &outcome)
        } catch {
            await context.images.close()
            throw error
        }
        await context.images.close()
        for step in steps where !step.isImageLoad {
            try await take(step, journal, &outcome)
        }
        return outcome
    }

    /// An engine unpacks a layer when all of it is there: the largest begin first, so that at the end nobody waits for one alone.
    static func largestFirst(_ loads: [Step]) -> [Step] {
        loads.enumerated().sorted { left, right in
            (right.element.loadSize, left.offset) < (left.element.loadSize, right.offset)
        }.map(\.element)
    }

    /// Nothing else is touched until all of them are in.
    private func run(loads: [Step], _ journal: [String: StepState], _ outcome: inout Outcome) async throws {
        let applied = outcome.applied
        let results = try await withThrowingTaskGroup(of: (String, StepResult?).self) { group in
            var waiting = loads[...]
            var results: [(String, StepResult?)] = []
            for step in waiting.prefix(Self.parallelLoads) {
                group.addTask { (step.id, try await run(step, journal, applied)) }
            }
            waiting = waiting.dropFirst(Self.parallelLoads)
            while let result = try await group.next() {
                results.append(result)
                if let step = waiting.popFirst() {
                    group.addTask { (step.id, try await run(step, journal, applied)) }
                }
            }
            return results
        }
        for case (let id, let result?) in results {
            outcome.applied.insert(id)
            outcome.remnants += result.remnants
        }
    }

    private func take(_ step: Step, _ journal: [String: StepState], _ outcome: inout Outcome) async throws {
        guard let result = try await run(step, journal, outcome.applied) else { return }
        outcome.applied.insert(step.id)
        outcome.remnants += result.remnants
    }

    /// `nil` where the step had nothing to do.
    private func run(
        _ step: Step, _ journal: [String: StepState], _ applied: Set<String>
    ) async throws -> StepResult? {
        do {
            try Task.checkCancellation()
            let past = journal[step.id] ?? .pending
            guard try await isDue(step, past, journal, applied) else {
                // Cut off after the effect and before its record: it is known now.
                guard past == .begun || past.isFailed else { return nil }
                return try await settle(step, past)
            }
            try ledger.begin(step: step.id, of: operation.id)
            try observer.reached(.begun(step: step.id))
            let stage = ProgressStage("step:\(step.id)")
            if !step.tellsOfItself { context.progress(.began(stage, title: step.title, total: nil)) }
            let result = try await context.apply(step)
            try await context.verify(step, result)
            if !step.tellsOfItself { context.progress(.ended(stage, outcome: result.outcome)) }
            try observer.reached(.applied(step: step.id))
            try close(step, result)
            return result
        } catch {
            throw try failure(of: step, error)
        }
    }

    private func close(_ step: Step, _ result: StepResult) throws {
        if !result.gone.isEmpty { try ledger.forgetBrought(result.gone, by: context.installation) }
        try ledger.end(step: step.id, of: operation.id, outcome: .applied, brought: result.brought)
        try observer.reached(.ended(step: step.id))
    }

    /// The step is so, and the journal does not say that it ended.
    private func settle(_ step: Step, _ past: StepState) async throws -> StepResult {
        let result = StepResult(brought: step.brings)
        if past.isFailed { try ledger.begin(step: step.id, of: operation.id) }
        try close(step, result)
        return result
    }

    private func isDue(
        _ step: Step, _ past: StepState, _ journal: [String: StepState], _ applied: Set<String>
    ) async throws -> Bool {
        switch step {
        case .runHook(let hook):
            // Once for every start of this operation, and again where it is not known that it ended.
            if past == .ended(.applied) { return false }
            return ["startContainer:\(hook.container)", "restartContainer:\(hook.container)"].contains { id in
                applied.contains(id) || journal[id] == .ended(.applied)
            }
        case .installBootUnit where past == .ended(.applied):
            // A host without systemd has no unit to look for.
            return false
        default:
            return try await context.probe(step) == .toDo
        }
    }

    /// The error as the person gets it, and the journal's record of it. An error that is neither a problem nor a cancellation is passed on untouched.
    private func failure(of step: Step, _ error: any Error) throws -> any Error {
        if error is CancellationError || Task.isCancelled {
            return Problem(
                "operation.interrupted", .interrupted,
                "interrupted at: \(step.title)", consequence: "what was done before stays",
                hint: "run `valise resume \(context.installation)` to go on")
        }
        guard var problem = error as? Problem else { return error }
        // An engine that dies in the middle is no missing prerequisite any more.
        if problem.exit == .prerequisite { problem.exit = .step }
        if problem.consequence == nil {
            problem.consequence =
                step.isImageLoad
                ? "nothing was started, nothing was stopped" : "what was done before stays; nothing after it was begun"
        }
        if problem.hint == nil, problem.exit == .bundle {
            problem.hint =
                "copy the bundle again from where it came from, then run `valise resume \(context.installation) --bundle FILE`"
        }
        if problem.code == EngineProblem.unreachable || problem.isEngineOutcomeUnknown {
            let first = problem.hint.map { $0 + ", then " } ?? ""
            problem.hint = first + "run `valise resume \(context.installation)`"
        }
        if problem.hint == nil { problem.hint = "run `valise resume \(context.installation)` to go on" }
        try note(problem, at: step)
        return problem
    }

    private func note(_ problem: Problem, at step: Step) throws {
        guard case .begun? = try ledger.steps(of: operation.id).first(where: { $0.step.id == step.id })?.state else {
            return
        }
        try ledger.fail(step: step.id, of: operation.id, message: "\(problem.code): \(problem.message)")
    }
}

extension Step {
    /// What it leaves on the target that no label marks as ours, so that the ledger has to know.
    var brings: [TargetObject] {
        switch self {
        case .loadImage(let image): StepContext.objects(of: image)
        case .installBootUnit(let unit): [TargetObject(kind: .unit, name: unit.name)]
        default: []
        }
    }

    /// Of the largest layer of an image that is loaded, uncompressed, in bytes.
    fileprivate var loadSize: Int64 {
        if case .loadImage(let image) = self { image.layers.map(\.plainSize).max() ?? 0 } else { 0 }
    }

    var isImageLoad: Bool {
        if case .loadImage = self { return true }
        return false
    }

    /// Its own progress says more than its title would.
    var tellsOfItself: Bool {
        switch self {
        case .loadImage, .waitFor: true
        default: false
        }
    }
}

extension StepState {
    var isFailed: Bool {
        if case .failed = self { return true }
        return false
    }
}
