import Planning
import Testing
import Vocabulary

/// A change to a good host, and what the check says then.
struct CheckCase: Sendable, CustomTestStringConvertible {
    var name: String
    var id: CheckID
    var outcome: CheckResult.Outcome
    var found: String
    var remedy: String?
    var machine: @Sendable (inout MachineFacts) -> Void = { _ in }
    var engine: @Sendable (inout EngineFacts) -> Void = { _ in }
    var requirements = ApplicationDescription.Requirements()
    var testDescription: String { name }
}
