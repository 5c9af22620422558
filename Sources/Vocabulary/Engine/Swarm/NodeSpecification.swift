/// What a manager says of a node: the body of `POST /nodes/{id}/update` (Docker Engine API 1.41). Labels are lost when the node leaves.
public struct NodeSpecification: Hashable, Sendable, Codable {
    public var name: String?
    public var labels: [String: String]
    public var role: NodeRole
    public var availability: NodeAvailability
    public init(
        name: String? = nil, labels: [String: String] = [:], role: NodeRole, availability: NodeAvailability = .active
    ) {
        self.name = name
        self.labels = labels
        self.role = role
        self.availability = availability
    }
    enum CodingKeys: String, CodingKey {
        case name = "Name"
        case labels = "Labels"
        case role = "Role"
        case availability = "Availability"
    }
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        name = try values.decodeIfPresent(String.self, forKey: .name)
        labels = try values.decodeIfPresent([String: String].self, forKey: .labels) ?? [:]
        role = try values.decode(NodeRole.self, forKey: .role)
        availability = try values.decode(NodeAvailability.self, forKey: .availability)
    }
}

public enum NodeRole: String, Hashable, Sendable, Codable { case manager, worker }

public enum NodeAvailability: String, Hashable, Sendable, Codable {
    case active
    /// It gets no new tasks.
    case pause
    /// It gets no new tasks, and those that it has go elsewhere.
    case drain
}
