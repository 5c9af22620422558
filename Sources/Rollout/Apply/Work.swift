import Ledger
import Planning
import Vocabulary

/// What an executor can do: a step of one host, or of a cluster.
protocol Work: Codable, Sendable {
    /// Stable, unique in its plan.
    var id: String { get }
    /// As the ledger has it.
    var kind: String { get }
    /// One line for a person.
    var title: String { get }
    /// What it leaves on the target that no label marks as ours, so that the ledger has to know.
    var brings: [TargetObject] { get }
    /// `nil` for all but images.
    var load: ImageLoad? { get }
    /// Its own progress says more than its title would.
    var tellsOfItself: Bool { get }
}

/// An image on its way into an engine.
struct ImageLoad: Hashable, Sendable {
    /// Whose way it is: each engine takes so many at a time.
    var engine: String
    /// Of its largest layer, uncompressed, in bytes.
    var size: Int64
}

/// What pieces of work are probed and applied with. Probing changes nothing; applying what is already so changes nothing.
protocol WorkContext: Sendable {
    associatedtype Item: Work
    var installation: InstallationName { get }
    var progress: ProgressSink { get }
    /// Whether there is anything to do.
    /// - Parameters:
    ///   - past: what the journal says of it.
    ///   - journal: what it says of all steps of the operation.
    ///   - applied: ids of the steps that changed something now.
    func isDue(
        _ item: Item, _ past: StepState, _ journal: [String: StepState], _ applied: Set<String>
    ) async throws -> Bool
    func apply(_ item: Item) async throws -> StepResult
    /// Throws where it was done, and is not so.
    func verify(_ item: Item, _ result: StepResult) async throws
    /// Before a step changes anything: throws where this process is no longer the one that may.
    func requireHeld(for item: Item) async throws
    /// The outcome of a step is in the ledger.
    func recorded() async
    /// All images are in, or there will be no more: nothing of ours listens afterwards.
    func endLoading() async
}

/// What came of the steps, for the person.
struct ExecutionOutcome: Sendable {
    /// Ids of the steps that changed something now.
    var applied: Set<String> = []
    var remnants: [Remnant] = []
}

extension WorkContext {
    /// One host has one ledger, and its lock says who may.
    func requireHeld(for item: Item) async throws {}
    func recorded() async {}

    /// Something else changes it, or the engine has not kept its word.
    func notVerified(_ item: Item) -> Problem {
        Problem(
            "step.not-verified", .step, "cannot \(item.title): it was done, and is not so",
            consequence: "the operation stopped here; what was done before stays",
            hint: "see whether something else changes it, then run `valise resume \(installation)`")
    }
}
