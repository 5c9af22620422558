/// The body of `POST /networks/create` (Engine API 1.41).
public struct NetworkSpecification: Hashable, Sendable, Codable {
    public var name: String
    public var driver: String?
    public var options: [String: String]?
    public var labels: [String: String]
    public var attachable: Bool?
    public var isInternal: Bool?
    public var enableIPv6: Bool?
    public var ipam: AddressManagement?
    public var checkDuplicate = true
    public init(name: String, labels: [String: String] = [:]) {
        self.name = name
        self.labels = labels
    }
    enum CodingKeys: String, CodingKey {
        case name = "Name"
        case driver = "Driver"
        case options = "Options"
        case labels = "Labels"
        case attachable = "Attachable"
        case isInternal = "Internal"
        case enableIPv6 = "EnableIPv6"
        case ipam = "IPAM"
        case checkDuplicate = "CheckDuplicate"
    }
    public struct AddressManagement: Hashable, Sendable, Codable {
        public var driver: String?
        public var options: [String: String]?
        public var pools: [Pool]?
        public init() {}
        enum CodingKeys: String, CodingKey {
            case driver = "Driver"
            case options = "Options"
            case pools = "Config"
        }
    }
    public struct Pool: Hashable, Sendable, Codable {
        public var subnet: String?
        public var range: String?
        public var gateway: String?
        public var auxiliaryAddresses: [String: String]?
        public init() {}
        enum CodingKeys: String, CodingKey {
            case subnet = "Subnet"
            case range = "IPRange"
            case gateway = "Gateway"
            case auxiliaryAddresses = "AuxiliaryAddresses"
        }
    }
}

/// The body of `POST /volumes/create` (Engine API 1.41).
public struct VolumeSpecification: Hashable, Sendable, Codable {
    public var name: String
    public var driver: String?
    public var options: [String: String]?
    public var labels: [String: String]
    public init(name: String, labels: [String: String] = [:]) {
        self.name = name
        self.labels = labels
    }
    enum CodingKeys: String, CodingKey {
        case name = "Name"
        case driver = "Driver"
        case options = "DriverOpts"
        case labels = "Labels"
    }
}
