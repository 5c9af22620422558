public import Vocabulary

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
