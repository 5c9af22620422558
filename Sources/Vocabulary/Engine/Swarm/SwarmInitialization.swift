/// A new swarm on an engine that is in none: the body of `POST /swarm/init` (Docker Engine API 1.41). Managers are not locked. What is `nil` is not sent.
public struct SwarmInitialization: Hashable, Sendable, Codable {
    /// `ADDRESS:PORT`; by default `0.0.0.0:2377`.
    public var listenAddress: String
    /// By which other nodes reach this one; must be given where a host has several addresses.
    public var advertiseAddress: String?
    /// For the traffic of containers; by default the same.
    public var dataPathAddress: String?
    /// 1024 to 49151; by default 4789. It cannot be changed later.
    public var dataPathPort: Int?
    public var availability: NodeAvailability?
    /// Blocks of addresses for overlay networks: `10.0.0.0/8`. They cannot be changed later.
    public var addressPools: [String]?
    /// Bits of the network part of each overlay network; by default 24.
    public var subnetSize: Int?
    public var settings: SwarmSettings?
    public init(listenAddress: String = "0.0.0.0:2377", advertiseAddress: String? = nil) {
        self.listenAddress = listenAddress
        self.advertiseAddress = advertiseAddress
    }
    enum CodingKeys: String, CodingKey {
        case listenAddress = "ListenAddr"
        case advertiseAddress = "AdvertiseAddr"
        case dataPathAddress = "DataPathAddr"
        case dataPathPort = "DataPathPort"
        case availability = "Availability"
        case addressPools = "DefaultAddrPool"
        case subnetSize = "SubnetSize"
        case settings = "Spec"
    }
}
