import EngineClient
import Ledger
import Planning
import Synchronization
import Vocabulary

/// Brings a host where a plan says, step by step, with the journal of the ledger: the intent is on the disk before a step starts, its outcome after it ended.
///
/// Started again with what the journal says, it goes on where it was cut off: what is already so is found by probing, and skipped.
struct Executor<Context: WorkContext>: Sendable {
    let context: Context
    let ledger: Ledger
    let operation: OperationRecord
    let observer: any StepObserver
    /// Images that one engine pulls at the same time. An engine downloads three layers at once and unpacks beside that (moby, `max-concurrent-downloads`): more than that many
    /// images keep it busy to the end; the registry bounds the memory.
    static var parallelLoads: Int { 6 }

    /// Throws what a step threw, with what follows from it and how to go on; nothing is put back. What comes before the first image is done first, as a cluster must be there for it.
    func run(_ steps: [Context.Item], journal: [String: StepState]) async throws -> ExecutionOutcome {
        var outcome = ExecutionOutcome()
        let first = steps.firstIndex { $0.load != nil } ?? steps.startIndex
        for step in steps[..<first] { try await take(step, journal, &outcome) }
        do {
            try await run(loads: steps[first...].filter { $0.load != nil }, journal, &outcome)
        } catch {
            await context.endLoading()
            throw error
        }
        await context.endLoading()
        for step in steps[first...] where step.load == nil { try await take(step, journal, &outcome) }
        return outcome
    }

    /// An engine unpacks a layer when all of it is there: the largest begin first, so that at the end nobody waits for one alone.
    static func largestFirst(_ loads: [Context.Item]) -> [Context.Item] {
        loads.enumerated().sorted { left, right in
            (right.element.load?.size ?? 0, left.offset) < (left.element.load?.size ?? 0, right.offset)
        }.map(\.element)
    }

    /// Nothing else is touched until all of them are in. Each engine at its own pace: a slow one holds up nobody's loading but its own.
    private func run(
        loads: [Context.Item], _ journal: [String: StepState], _ outcome: inout ExecutionOutcome
    ) async throws {
        let applied = outcome.applied
        var lanes = Dictionary(grouping: Self.largestFirst(loads)) { $0.load?.engine ?? "" }.mapValues { $0[...] }
        let results = try await withThrowingTaskGroup(of: (Context.Item, StepResult?).self) { group in
            var results: [(Context.Item, StepResult?)] = []
            for (lane, waiting) in lanes {
                for step in waiting.prefix(Self.parallelLoads) {
                    group.addTask { (step, try await run(step, journal, applied)) }
                }
                lanes[lane] = waiting.dropFirst(Self.parallelLoads)
            }
            while let (done, result) = try await group.next() {
                results.append((done, result))
                if let step = lanes[done.load?.engine ?? ""]?.popFirst() {
                    group.addTask { (step, try await run(step, journal, applied)) }
                }
            }
            return results
        }
        for case (let step, let result?) in results {
            outcome.applied.insert(step.id)
            outcome.remnants += result.remnants
        }
    }

    private func take(_ step: Context.Item, _ journal: [String: StepState], _ outcome: inout ExecutionOutcome)
        async throws
    {
        guard let result = try await run(step, journal, outcome.applied) else { return }
        outcome.applied.insert(step.id)
        outcome.remnants += result.remnants
    }

    /// `nil` where the step had nothing to do.
    private func run(
        _ step: Context.Item, _ journal: [String: StepState], _ applied: Set<String>
    ) async throws -> StepResult? {
        do {
            try Task.checkCancellation()
            let past = journal[step.id] ?? .pending
            guard try await context.isDue(step, past, journal, applied) else {
                // Cut off after the effect and before its record: it is known now.
                guard past == .begun || past.isFailed else { return nil }
                return try await settle(step, past)
            }
            try await context.requireHeld(for: step)
            try ledger.begin(step: step.id, of: operation.id)
            try observer.reached(.begun(step: step.id))
            let stage = ProgressStage("step:\(step.id)")
            if !step.tellsOfItself { context.progress(.began(stage, title: step.title, total: nil)) }
            let result = try await context.apply(step)
            try await context.verify(step, result)
            if !step.tellsOfItself { context.progress(.ended(stage, outcome: result.outcome)) }
            try observer.reached(.applied(step: step.id))
            try await close(step, result)
            return result
        } catch {
            throw try failure(of: step, error)
        }
    }

    private func close(_ step: Context.Item, _ result: StepResult) async throws {
        if !result.gone.isEmpty { try ledger.forgetBrought(result.gone, by: context.installation) }
        try ledger.end(step: step.id, of: operation.id, outcome: .applied, brought: result.brought)
        await context.recorded()
        try observer.reached(.ended(step: step.id))
    }

    /// The step is so, and the journal does not say that it ended.
    private func settle(_ step: Context.Item, _ past: StepState) async throws -> StepResult {
        let result = StepResult(brought: step.brings)
        if past.isFailed { try ledger.begin(step: step.id, of: operation.id) }
        try await close(step, result)
        return result
    }

    /// The error as the person gets it, and the journal's record of it. An error that is neither a problem nor a cancellation is passed on untouched.
    private func failure(of step: Context.Item, _ error: any Error) throws -> any Error {
        if error is CancellationError || Task.isCancelled {
            return Problem(
                "operation.interrupted", .interrupted,
                "interrupted at: \(step.title)", consequence: "what was done before stays",
                hint: "run `valise resume \(context.installation)` to go on")
        }
        guard var problem = error as? Problem else { return error }
        // It says which host, and not what for.
        if problem.code == "host.connection-lost" { problem.message = "cannot \(step.title): \(problem.message)" }
        // An engine that dies in the middle is no missing prerequisite any more.
        if problem.exit == .prerequisite { problem.exit = .step }
        if problem.consequence == nil {
            problem.consequence =
                step.load != nil
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

    private func note(_ problem: Problem, at step: Context.Item) throws {
        guard case .begun? = try ledger.steps(of: operation.id).first(where: { $0.step.id == step.id })?.state else {
            return
        }
        try ledger.fail(step: step.id, of: operation.id, message: "\(problem.code): \(problem.message)")
    }
}

extension StepState {
    var isFailed: Bool {
        if case .failed = self { return true }
        return false
    }
}
