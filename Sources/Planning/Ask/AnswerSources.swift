public import Vocabulary

/// All that can answer a question, besides its own default and generation.
///
/// Order: `--set`, `--set-file`, the answers file, what was typed, the previous release, the profile; of two with the same origin the later one counts.
public struct AnswerSources: Hashable, Sendable {
    public var given: [GivenAnswer]
    /// The answers of the release that is there now: kept where nothing else is said.
    public var previous: Answers?
    /// Its answers stand in place of a question's default.
    public var profile: Profile?
    /// What an answer of type `service` may name; `nil` where that is not known.
    public var services: [ServiceName]?

    public init(
        given: [GivenAnswer] = [], previous: Answers? = nil, profile: Profile? = nil, services: [ServiceName]? = nil
    ) {
        self.given = given
        self.previous = previous
        self.profile = profile
        self.services = services
    }

    /// The answer that counts among the given ones.
    func given(for variable: VariableName) -> GivenAnswer? {
        var best: GivenAnswer?
        for answer in given where answer.variable == variable.rawValue {
            if let known = best, known.origin.rank < answer.origin.rank { continue }
            best = answer
        }
        return best
    }
}
