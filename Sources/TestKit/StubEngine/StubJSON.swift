import Foundation

/// Any JSON value, as a stub takes and gives it.
public enum StubJSON: Hashable, Sendable, Codable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    case null
    case bool(Bool)
    case int(Int64)
    case double(Double)
    case string(String)
    case array([StubJSON])
    case object([String: StubJSON])

    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int64) { self = .int(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(arrayLiteral elements: StubJSON...) { self = .array(elements) }
    public init(nilLiteral: ()) { self = .null }
    public init(dictionaryLiteral elements: (String, StubJSON)...) {
        self = .object(Dictionary(elements) { _, last in last })
    }
    init(_ strings: [String]) { self = .array(strings.map { .string($0) }) }
    init(_ strings: [String: String]) { self = .object(strings.mapValues { .string($0) }) }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .int(value)
        } else if let value = try? container.decode(Double.self) {
            self = .double(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([StubJSON].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: StubJSON].self))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .int(let value): try container.encode(value)
        case .double(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }

    /// A member; `null` where it is missing or this is no object. Setting makes an object.
    public subscript(_ key: String) -> StubJSON {
        get {
            if case .object(let members) = self { return members[key] ?? .null }
            return .null
        }
        set {
            var members: [String: StubJSON] = [:]
            if case .object(let found) = self { members = found }
            members[key] = newValue
            self = .object(members)
        }
    }

    public var text: String? {
        if case .string(let value) = self { return value }
        return nil
    }
    public var number: Int64? {
        if case .int(let value) = self { return value }
        return nil
    }
    public var flag: Bool { self == .bool(true) }
    public var list: [StubJSON] {
        if case .array(let value) = self { return value }
        return []
    }
    /// Its strings, where it is a list.
    public var texts: [String] { list.compactMap(\.text) }
    public var members: [String: StubJSON] {
        if case .object(let value) = self { return value }
        return [:]
    }
    /// Its members that are strings.
    public var textMembers: [String: String] { members.compactMapValues(\.text) }

    var bytes: [UInt8] {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return Array(try encoder.encode(self))
        }
    }
    init(bytes: [UInt8]) throws { self = try JSONDecoder().decode(StubJSON.self, from: Data(bytes)) }
}
