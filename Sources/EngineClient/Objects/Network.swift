/// An entry of `GET /networks`, or `GET /networks/{id}`.
public struct EngineNetwork: Hashable, Sendable, Decodable {
    public let id: String
    public let name: String
    public let driver: String
    /// `local`, `swarm`, `global`.
    public let scope: String
    public let labels: [String: String]
    public let options: [String: String]
    public let isInternal: Bool
    public let attachable: Bool
    public let enableIPv6: Bool
    public let subnets: [String]
    public let gateways: [String]
    /// IDs of the running containers in it; only ``EngineClient/inspectNetwork(_:)`` gives them.
    public let containers: [String]
    /// The IPv4 address of each of these; empty where it has none.
    public let addresses: [String: String]
    /// RFC 3339.
    public let created: String

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case name = "Name"
        case driver = "Driver"
        case scope = "Scope"
        case labels = "Labels"
        case options = "Options"
        case isInternal = "Internal"
        case attachable = "Attachable"
        case enableIPv6 = "EnableIPv6"
        case ipam = "IPAM"
        case containers = "Containers"
        case created = "Created"
    }
    private struct End: Decodable {
        var address: String?
        enum CodingKeys: String, CodingKey { case address = "IPv4Address" }
    }
    private struct Management: Decodable {
        var pools: [Pool]?
        enum CodingKeys: String, CodingKey { case pools = "Config" }
    }
    private struct Pool: Decodable {
        var subnet: String?
        var gateway: String?
        enum CodingKeys: String, CodingKey {
            case subnet = "Subnet"
            case gateway = "Gateway"
        }
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        id = try values.decode(String.self, forKey: .id)
        name = try values.decode(String.self, forKey: .name)
        driver = try values.text(.driver)
        scope = try values.text(.scope)
        labels = try values.map(.labels)
        options = try values.map(.options)
        isInternal = try values.flag(.isInternal)
        attachable = try values.flag(.attachable)
        enableIPv6 = try values.flag(.enableIPv6)
        let pools = try values.decodeIfPresent(Management.self, forKey: .ipam)?.pools ?? []
        subnets = pools.compactMap(\.subnet)
        gateways = pools.compactMap(\.gateway)
        let ends: [String: End] = try values.map(.containers)
        containers = ends.keys.sorted()
        // `172.18.0.3/16`
        addresses = ends.mapValues { String(($0.address ?? "").prefix { $0 != "/" }) }
        created = try values.text(.created)
    }
}
