/// Something that went wrong, told so that a person can act on it: what was tried, on what, what was expected and found, what follows, and a hint.
///
/// Texts hold no secrets: values of passwords are of type ``Secret`` and print as `***`.
public struct Problem: Error, Hashable, Sendable {
    /// Stable, for programs: `bundle.truncated`, `definition.unknown-key`. Never changes its meaning once released.
    public var code: ProblemCode
    /// What the command ends with when this ends it.
    public var exit: ExitCode
    /// How grave it is. Only definitions and checks report anything but an error.
    public var severity: Severity
    /// Where in a definition it stands, if anywhere.
    public var position: SourcePosition?
    /// The line of ``position``.
    public var source: SourceLine?
    /// One sentence without a full stop: what was tried, on what, and what stood in the way: "cannot load image `web:1` on host `edge-2`: the engine answered "no space left on device"".
    public var message: String
    public var expected: String?
    public var found: String?
    /// What follows from it: "nothing was changed".
    public var consequence: String?
    /// What to do, a command in backticks where there is one.
    public var hint: String?

    public init(
        _ code: ProblemCode, _ exit: ExitCode, severity: Severity = .error, at position: SourcePosition? = nil,
        _ message: String, expected: String? = nil, found: String? = nil, consequence: String? = nil,
        hint: String? = nil
    ) {
        self.code = code
        self.exit = exit
        self.severity = severity
        self.position = position
        self.message = message
        self.expected = expected
        self.found = found
        self.consequence = consequence
        self.hint = hint
    }

    public enum Severity: String, Hashable, Sendable, Codable, Comparable {
        case note, warning, error
        public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
        private var rank: Int {
            switch self {
            case .note: 0
            case .warning: 1
            case .error: 2
            }
        }
    }
}

/// Several problems, found in one look: a definition or a target is judged as a whole. Never empty.
public struct Problems: Error, Hashable, Sendable {
    public let all: [Problem]
    /// `nil` where there is none.
    public init?(_ all: [Problem]) {
        guard !all.isEmpty else { return nil }
        self.all = all
    }
    public init(_ first: Problem, _ rest: [Problem] = []) { all = [first] + rest }
}

/// A stable name of a kind of problem: `area.what`.
public struct ProblemCode: Hashable, Sendable, Codable, ExpressibleByStringLiteral, CustomStringConvertible {
    public let rawValue: String
    public init(stringLiteral value: StaticString) { rawValue = "\(value)" }
    public init(from decoder: any Decoder) throws { rawValue = try decoder.singleValueContainer().decode(String.self) }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
    public var description: String { rawValue }
}

/// How a command ends; the table of the command line's documentation.
public enum ExitCode: Int32, Hashable, Sendable, Codable {
    case done = 0
    case defect = 1
    case definition = 10
    case bundle = 11
    case prerequisite = 12
    case placement = 13
    case step = 14
    case unhealthy = 15
    case unknownName = 16
    case usage = 64
    case interrupted = 130
}

/// A place in a file of a definition; line and column count from 1.
public struct SourcePosition: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    public var file: String
    public var line: Int
    public var column: Int
    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }
    public var description: String { "\(file):\(line):\(column)" }
    public static func < (left: Self, right: Self) -> Bool {
        (left.file, left.line, left.column) < (right.file, right.line, right.column)
    }
}
