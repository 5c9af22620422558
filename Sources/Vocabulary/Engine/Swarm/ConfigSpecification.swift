internal import Foundation

/// The body of `POST /configs/create` (Docker Engine API 1.41). Only its labels can be changed later; below 1,000 KiB.
public struct ConfigSpecification: Hashable, Sendable, Codable {
    public var name: String
    public var labels: [String: String]
    /// In base64 on the wire.
    public var data: [UInt8]
    public init(name: String, labels: [String: String] = [:], data: [UInt8]) {
        self.name = name
        self.labels = labels
        self.data = data
    }
    enum CodingKeys: String, CodingKey {
        case name = "Name"
        case labels = "Labels"
        case data = "Data"
    }
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        name = try values.decode(String.self, forKey: .name)
        labels = try values.decodeIfPresent([String: String].self, forKey: .labels) ?? [:]
        data = Array(try values.decodeIfPresent(Data.self, forKey: .data) ?? Data())
    }
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(name, forKey: .name)
        try values.encode(labels, forKey: .labels)
        try values.encode(Data(data), forKey: .data)
    }
}
