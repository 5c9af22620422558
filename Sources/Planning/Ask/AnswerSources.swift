public import Vocabulary

/// Where an answer came from: it decides which of several counts, and what a message says.
public enum AnswerOrigin: Hashable, Sendable {
    /// `--set K=V`: seen by everybody who lists processes, so it takes no passwords.
    case commandLine
    /// `--set-file K=PATH`
    case file(path: String)
    /// `--answers F`
    case answersFile(path: String)
    /// Typed at the terminal.
    case prompt

    /// The lower one counts.
    var rank: Int {
        switch self {
        case .commandLine: 0
        case .file: 1
        case .answersFile: 2
        case .prompt: 3
        }
    }

    /// For messages: "given by `--set`".
    var phrase: String {
        switch self {
        case .commandLine: "given by `--set`"
        case .file(let path): "given by `--set-file` from \(path)"
        case .answersFile(let path): "given in \(path)"
        case .prompt: "typed"
        }
    }
}

/// One answer as somebody gave it, not yet judged. The value may be a password, so it prints as `***`.
public struct GivenAnswer: Hashable, Sendable {
    public var variable: String
    public var value: Secret
    public var origin: AnswerOrigin
    public init(variable: String, value: String, origin: AnswerOrigin) {
        self.variable = variable
        self.value = Secret(value)
        self.origin = origin
    }
}

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
