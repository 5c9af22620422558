/// A string that a grammar has accepted. Conforming types say which; the rest (printing, order, JSON) is the same for all.
public protocol ValidatedName: Hashable, Sendable, Comparable, Codable, CustomStringConvertible, CodingKeyRepresentable
{
    var rawValue: String { get }
    /// `nil` where the text does not follow the grammar.
    init?(_ text: String)
    /// The grammar in a person's words, for messages: "lower-case letters, digits and hyphens".
    static var grammar: String { get }
}

extension ValidatedName {
    public var description: String { rawValue }
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let name = Self(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "\(text.prefix(80)) is not \(Self.grammar)")
        }
        self = name
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    // As keys of a JSON object, not of an array of pairs.
    public var codingKey: any CodingKey { NameKey(stringValue: rawValue) }
    public init?<T: CodingKey>(codingKey: T) { self.init(codingKey.stringValue) }
}

private struct NameKey: CodingKey {
    let stringValue: String
    init(stringValue: String) { self.stringValue = stringValue }
    var intValue: Int? { nil }
    init?(intValue: Int) { nil }
}

/// Character tests shared by the grammars; ASCII only.
enum Grammar {
    static func isLowerAlphanumeric(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || isDigit(byte)
    }
    static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isLowerAlphanumeric(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }
    /// One of `first` and then any of `rest`, at most `limit` bytes.
    static func matches(
        _ text: String, limit: Int, first: (UInt8) -> Bool, rest: (UInt8) -> Bool
    ) -> Bool {
        guard let head = text.utf8.first, text.utf8.count <= limit else { return false }
        return first(head) && text.utf8.dropFirst().allSatisfy(rest)
    }
}
