/// An entry of `GET /secrets`, or `GET /secrets/{id}`: all but the secret itself, which no engine says.
public struct SwarmSecret: Hashable, Sendable, Decodable {
    public let id: String
    public let version: UInt64
    /// RFC 3339.
    public let created: String
    public let name: String
    public let labels: [String: String]

    private enum CodingKeys: String, CodingKey { case specification = "Spec" }
    private struct Specification: Decodable {
        var name: String
        var labels: [String: String]?
        enum CodingKeys: String, CodingKey {
            case name = "Name"
            case labels = "Labels"
        }
    }
    public init(from decoder: any Decoder) throws {
        let meta = try SwarmMeta(from: decoder)
        (id, version, created) = (meta.id, meta.version, meta.created)
        let found = try decoder.container(keyedBy: CodingKeys.self).decode(Specification.self, forKey: .specification)
        name = found.name
        labels = found.labels ?? [:]
    }
}
