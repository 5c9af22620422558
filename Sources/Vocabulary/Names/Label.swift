/// `key=value` on a host; services ask for it with `node.labels.KEY == VALUE`.
public struct Label: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    public var key: String
    public var value: String

    public init(key: String, value: String) {
        self.key = key
        self.value = value
    }

    /// Parses `key=value`. The key: letters, digits, dots, hyphens, underscores (Swarm's constraints take no other). `nil` for anything else.
    public init?(_ text: String) {
        guard let equals = text.firstIndex(of: "=") else { return nil }
        let key = String(text[..<equals])
        guard
            Grammar.matches(
                key, limit: 128, first: Grammar.isAlphanumeric,
                rest: { Grammar.isAlphanumeric($0) || Array("._-".utf8).contains($0) })
        else { return nil }
        self.init(key: key, value: String(text[text.index(after: equals)...]))
    }

    /// What ``init(_:)`` takes, and ``isSwarmValue(_:)``.
    public static let grammar =
        "`KEY=VALUE`: letters, digits, dots, hyphens and underscores as key; letters, digits, spaces and `:-_.*()?+[]\\^$|/` as value"

    /// Whether a constraint can ask for this value (swarmkit, `manager/constraint`, `valuePattern`).
    public static func isSwarmValue(_ text: String) -> Bool {
        Grammar.matches(text, limit: 256, first: isOfValue, rest: isOfValue)
    }
    private static func isOfValue(_ byte: UInt8) -> Bool {
        Grammar.isAlphanumeric(byte) || Array(" :-_.*()?+[]\\^$|/".utf8).contains(byte)
    }

    public var description: String { "\(key)=\(value)" }
    public static func < (left: Label, right: Label) -> Bool { (left.key, left.value) < (right.key, right.value) }
}
