public import Vocabulary

/// An entry of `GET /configs`, or `GET /configs/{id}`.
public struct SwarmConfig: Hashable, Sendable, Decodable {
    public let id: String
    public let version: UInt64
    /// RFC 3339.
    public let created: String
    public let specification: ConfigSpecification

    public var name: String { specification.name }

    private enum CodingKeys: String, CodingKey { case specification = "Spec" }
    public init(from decoder: any Decoder) throws {
        let meta = try SwarmMeta(from: decoder)
        (id, version, created) = (meta.id, meta.version, meta.created)
        specification = try decoder.container(keyedBy: CodingKeys.self)
            .decode(ConfigSpecification.self, forKey: .specification)
    }
}
