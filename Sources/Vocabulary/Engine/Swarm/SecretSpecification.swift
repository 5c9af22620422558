internal import Foundation

/// The body of `POST /secrets/create` (Docker Engine API 1.41). Only its labels can be changed later; below 500 KiB. Prints as `***`.
public struct SecretSpecification: Hashable, Sendable, Codable {
    public var name: String
    public var labels: [String: String]
    private let value: [UInt8]
    public init(name: String, labels: [String: String] = [:], data: [UInt8]) {
        self.name = name
        self.labels = labels
        value = data
    }
    /// The value itself, in base64 on the wire; empty where an engine gave this: it never says it. Name the reason where you call this.
    public func reveal() -> [UInt8] { value }

    enum CodingKeys: String, CodingKey {
        case name = "Name"
        case labels = "Labels"
        case data = "Data"
    }
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        name = try values.decode(String.self, forKey: .name)
        labels = try values.decodeIfPresent([String: String].self, forKey: .labels) ?? [:]
        value = Array(try values.decodeIfPresent(Data.self, forKey: .data) ?? Data())
    }
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(name, forKey: .name)
        try values.encode(labels, forKey: .labels)
        if !value.isEmpty { try values.encode(Data(value), forKey: .data) }
    }
}

extension SecretSpecification: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "***" }
    public var debugDescription: String { "***" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
