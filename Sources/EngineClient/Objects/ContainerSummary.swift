/// An entry of `GET /containers/json`.
public struct ContainerSummary: Hashable, Sendable, Decodable {
    public let id: String
    /// Without the leading slash; the first is its own, others are links.
    public let names: [String]
    /// As it was named at creation, or an ID once that name is gone.
    public let image: String
    public let imageID: String
    public let state: ContainerState
    /// For people: `Up 3 minutes (healthy)`.
    public let status: String
    public let labels: [String: String]
    public let ports: [PublishedPort]
    /// Names of the networks it is in.
    public let networks: [String]
    /// Seconds since 1970.
    public let created: Int64

    /// Its own name.
    public var name: String { names.first { !$0.contains("/") } ?? names.first ?? id }

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case names = "Names"
        case image = "Image"
        case imageID = "ImageID"
        case state = "State"
        case status = "Status"
        case labels = "Labels"
        case ports = "Ports"
        case networks = "NetworkSettings"
        case created = "Created"
    }
    private struct Settings: Decodable {
        var networks: [String: Nothing]?
        enum CodingKeys: String, CodingKey { case networks = "Networks" }
    }
    struct Nothing: Decodable {
        init(from decoder: any Decoder) {}
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        id = try values.decode(String.self, forKey: .id)
        let names: [String] = try values.list(.names)
        self.names = names.map { $0.hasPrefix("/") ? String($0.dropFirst()) : $0 }
        image = try values.text(.image)
        imageID = try values.text(.imageID)
        state = ContainerState(rawValue: try values.text(.state))
        status = try values.text(.status)
        labels = try values.map(.labels)
        ports = try values.list(.ports)
        networks = try values.decodeIfPresent(Settings.self, forKey: .networks)?.networks?.keys.sorted() ?? []
        created = try values.number(.created)
    }

    /// A port of the container; a published one has an address and a port of the host.
    public struct PublishedPort: Hashable, Sendable, Decodable {
        public let hostAddress: String?
        public let hostPort: Int?
        public let containerPort: Int
        /// `tcp`, `udp`, `sctp`.
        public let transport: String
        enum CodingKeys: String, CodingKey {
            case hostAddress = "IP"
            case hostPort = "PublicPort"
            case containerPort = "PrivatePort"
            case transport = "Type"
        }
    }
}

/// What a container does. Unknown words are carried as they are.
public struct ContainerState: Hashable, Sendable, RawRepresentable, CustomStringConvertible {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public static let created = ContainerState(rawValue: "created")
    public static let running = ContainerState(rawValue: "running")
    public static let paused = ContainerState(rawValue: "paused")
    public static let restarting = ContainerState(rawValue: "restarting")
    public static let removing = ContainerState(rawValue: "removing")
    public static let exited = ContainerState(rawValue: "exited")
    public static let dead = ContainerState(rawValue: "dead")
    public var description: String { rawValue }
}
