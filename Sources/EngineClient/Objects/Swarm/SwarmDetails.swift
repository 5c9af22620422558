public import Vocabulary

/// `GET /swarm`: a swarm as one of its managers knows it.
public struct SwarmDetails: Hashable, Sendable, Decodable {
    public let id: String
    /// An update names it; any change, also one of Swarm's own, makes it another.
    public let version: UInt64
    /// RFC 3339.
    public let created: String
    public let updated: String
    public let settings: SwarmSettings
    public let workerToken: Secret
    public let managerToken: Secret
    /// The nodes are just getting certificates of a new root.
    public let isRotatingRoot: Bool
    /// The certificate of the root, PEM.
    public let trustRoot: String
    public let addressPools: [String]
    public let subnetSize: Int
    public let dataPathPort: Int

    /// The token with which a node joins as this.
    public func token(for role: NodeRole) -> Secret {
        switch role {
        case .manager: managerToken
        case .worker: workerToken
        }
    }

    private enum CodingKeys: String, CodingKey {
        case settings = "Spec"
        case tokens = "JoinTokens"
        case rotation = "RootRotationInProgress"
        case trust = "TLSInfo"
        case addressPools = "DefaultAddrPool"
        case subnetSize = "SubnetSize"
        case dataPathPort = "DataPathPort"
    }
    private struct Tokens: Decodable {
        var worker: String
        var manager: String
        enum CodingKeys: String, CodingKey {
            case worker = "Worker"
            case manager = "Manager"
        }
    }
    private struct Trust: Decodable {
        var root: String?
        enum CodingKeys: String, CodingKey { case root = "TrustRoot" }
    }

    public init(from decoder: any Decoder) throws {
        let meta = try SwarmMeta(from: decoder)
        (id, version, created, updated) = (meta.id, meta.version, meta.created, meta.updated)
        let values = try decoder.container(keyedBy: CodingKeys.self)
        settings = try values.decode(SwarmSettings.self, forKey: .settings)
        let tokens = try values.decode(Tokens.self, forKey: .tokens)
        workerToken = Secret(tokens.worker)
        managerToken = Secret(tokens.manager)
        isRotatingRoot = try values.flag(.rotation)
        trustRoot = try values.decodeIfPresent(Trust.self, forKey: .trust)?.root ?? ""
        addressPools = try values.list(.addressPools)
        subnetSize = Int(try values.number(.subnetSize))
        dataPathPort = Int(try values.number(.dataPathPort))
    }
}
