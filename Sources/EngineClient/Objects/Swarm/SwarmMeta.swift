/// What all objects of a swarm have: `ID`, `Version`, `CreatedAt`, `UpdatedAt`.
struct SwarmMeta: Decodable {
    let id: String
    let version: UInt64
    let created: String
    let updated: String

    enum CodingKeys: String, CodingKey {
        case id = "ID"
        case version = "Version"
        case created = "CreatedAt"
        case updated = "UpdatedAt"
    }
    struct Version: Decodable {
        var index: UInt64?
        enum CodingKeys: String, CodingKey { case index = "Index" }
    }
    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        id = try values.decode(String.self, forKey: .id)
        version = try values.decodeIfPresent(Version.self, forKey: .version)?.index ?? 0
        created = try values.text(.created)
        updated = try values.text(.updated)
    }
}
