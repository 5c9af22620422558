/// What `POST /services/create` answers.
public struct CreatedService: Hashable, Sendable, Decodable {
    public let id: String
    public let warnings: [String]
    enum CodingKeys: String, CodingKey {
        case id = "ID"
        case warnings = "Warnings"
    }
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        id = try values.decode(String.self, forKey: .id)
        warnings = try values.list(.warnings)
    }
}
