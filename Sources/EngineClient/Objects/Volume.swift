/// An entry of `GET /volumes`, or `GET /volumes/{name}`.
public struct EngineVolume: Hashable, Sendable, Decodable {
    public let name: String
    public let driver: String
    public let labels: [String: String]
    public let options: [String: String]
    /// On the engine's file system.
    public let mountpoint: String
    /// RFC 3339.
    public let created: String

    enum CodingKeys: String, CodingKey {
        case name = "Name"
        case driver = "Driver"
        case labels = "Labels"
        case options = "Options"
        case mountpoint = "Mountpoint"
        case created = "CreatedAt"
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        name = try values.decode(String.self, forKey: .name)
        driver = try values.text(.driver)
        labels = try values.map(.labels)
        options = try values.map(.options)
        mountpoint = try values.text(.mountpoint)
        created = try values.text(.created)
    }
}
