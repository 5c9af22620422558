/// An engine that is in no swarm joins one: the body of `POST /swarm/join` (Docker Engine API 1.41). The token says as what.
public struct SwarmJoin: Hashable, Sendable, Codable {
    /// `ADDRESS:PORT`; by default `0.0.0.0:2377`.
    public var listenAddress: String
    /// By which other nodes reach this one; must be given where a host has several addresses.
    public var advertiseAddress: String?
    /// For the traffic of containers; by default the same.
    public var dataPathAddress: String?
    /// Managers, `ADDRESS:2377`; one that answers is enough.
    public var remoteAddresses: [String]
    public var token: Secret
    public var availability: NodeAvailability?
    public init(
        remoteAddresses: [String], token: Secret, listenAddress: String = "0.0.0.0:2377",
        advertiseAddress: String? = nil
    ) {
        self.remoteAddresses = remoteAddresses
        self.token = token
        self.listenAddress = listenAddress
        self.advertiseAddress = advertiseAddress
    }
    enum CodingKeys: String, CodingKey {
        case listenAddress = "ListenAddr"
        case advertiseAddress = "AdvertiseAddr"
        case dataPathAddress = "DataPathAddr"
        case remoteAddresses = "RemoteAddrs"
        case token = "JoinToken"
        case availability = "Availability"
    }
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        listenAddress = try values.decode(String.self, forKey: .listenAddress)
        advertiseAddress = try values.decodeIfPresent(String.self, forKey: .advertiseAddress)
        dataPathAddress = try values.decodeIfPresent(String.self, forKey: .dataPathAddress)
        remoteAddresses = try values.decode([String].self, forKey: .remoteAddresses)
        token = Secret(try values.decode(String.self, forKey: .token))
        availability = try values.decodeIfPresent(NodeAvailability.self, forKey: .availability)
    }
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(listenAddress, forKey: .listenAddress)
        try values.encodeIfPresent(advertiseAddress, forKey: .advertiseAddress)
        try values.encodeIfPresent(dataPathAddress, forKey: .dataPathAddress)
        try values.encode(remoteAddresses, forKey: .remoteAddresses)
        // The engine wants it.
        try values.encode(token.reveal(), forKey: .token)
        try values.encodeIfPresent(availability, forKey: .availability)
    }
}
