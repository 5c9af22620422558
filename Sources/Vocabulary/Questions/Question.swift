/// What the person at the target is asked.
public struct Question: Hashable, Sendable, Codable {
    public var variable: VariableName
    public var label: String
    public var description: String?
    public var type: QuestionType
    /// An answer must be given, or a default or generated value be there.
    public var required: Bool
    /// As text, whatever the type.
    public var defaultValue: String?
    /// For `enum`: what may be chosen.
    public var options: [String]?
    /// For `int` and `port`: bounds of the number; for texts: of the length.
    public var minimum: Int?
    public var maximum: Int?
    /// A regular expression that the whole answer must match.
    public var pattern: String?
    /// Asked only where another answer has this value.
    public var condition: Condition?
    /// Questions of one group are asked together.
    public var group: String?
    public var generation: Generation?

    public struct Condition: Hashable, Sendable, Codable {
        public var variable: VariableName
        public var equals: String
        public init(variable: VariableName, equals: String) {
            self.variable = variable
            self.equals = equals
        }
    }

    public enum Generation: Hashable, Sendable, Codable {
        /// So many letters and digits.
        case password(length: Int)
        case selfSignedCertificate
    }

    public init(
        variable: VariableName, label: String, description: String? = nil, type: QuestionType, required: Bool = false,
        defaultValue: String? = nil, options: [String]? = nil, minimum: Int? = nil, maximum: Int? = nil,
        pattern: String? = nil, condition: Condition? = nil, group: String? = nil, generation: Generation? = nil
    ) {
        self.variable = variable
        self.label = label
        self.description = description
        self.type = type
        self.required = required
        self.defaultValue = defaultValue
        self.options = options
        self.minimum = minimum
        self.maximum = maximum
        self.pattern = pattern
        self.condition = condition
        self.group = group
        self.generation = generation
    }
}

public enum QuestionType: String, Hashable, Sendable, Codable, CaseIterable {
    case string, int, boolean, `enum`, password, multiline, hostname, port, path, certificate, service

    /// Any text is an answer, so that an empty one may be meant.
    public var isFreeText: Bool { [.string, .multiline, .password].contains(self) }
}

/// A value for a variable; passwords are kept apart so that no text shows them.
public enum Answer: Hashable, Sendable {
    case plain(String)
    case secret(Secret)

    /// The value as Compose files and templates get it.
    public func reveal() -> String {
        switch self {
        case .plain(let text): text
        case .secret(let secret): secret.reveal()
        }
    }
}

/// All answers of a release: every variable that a definition asks for has one, checked against its question. Made by `Planning`'s `ask` alone.
public struct Answers: Hashable, Sendable {
    public let values: [VariableName: Answer]
    public init(_ values: [VariableName: Answer]) { self.values = values }
    /// As Compose files and templates see them.
    public var environment: [String: String] {
        Dictionary(uniqueKeysWithValues: values.map { ($0.key.rawValue, $0.value.reveal()) })
    }
}
