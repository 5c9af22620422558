public import Vocabulary

/// An entry of `GET /nodes`, or `GET /nodes/{id}`.
public struct SwarmNode: Hashable, Sendable, Decodable {
    public let id: String
    /// An update names it; any change, also one of Swarm's own, makes it another.
    public let version: UInt64
    /// RFC 3339.
    public let created: String
    public let updated: String
    /// What is wanted of it; an update sends it back, changed.
    public let specification: NodeSpecification
    /// Empty until it has told of itself.
    public let hostName: String
    public let platform: Platform
    /// Billionths of a processor.
    public let nanoCPUs: Int64
    /// Bytes.
    public let memory: Int64
    public let engineVersion: String
    /// From the node's own `daemon.json`.
    public let engineLabels: [String: String]
    public let status: Status
    /// `nil` where it is no manager, or is just becoming one.
    public let manager: Manager?

    public struct Status: Hashable, Sendable, Decodable {
        public let state: NodeState
        /// Why: `heartbeat failure`; empty where all is well.
        public let message: String
        /// As the managers see it.
        public let address: String
        enum CodingKeys: String, CodingKey {
            case state = "State"
            case message = "Message"
            case address = "Addr"
        }
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            state = NodeState(rawValue: try values.text(.state))
            message = try values.text(.message)
            address = try values.text(.address)
        }
    }

    public struct Manager: Hashable, Sendable, Decodable {
        public let isLeader: Bool
        public let reachability: ManagerReachability
        /// With a port: `10.0.0.11:2377`.
        public let address: String
        enum CodingKeys: String, CodingKey {
            case isLeader = "Leader"
            case reachability = "Reachability"
            case address = "Addr"
        }
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            isLeader = try values.flag(.isLeader)
            reachability = ManagerReachability(rawValue: try values.text(.reachability))
            address = try values.text(.address)
        }
    }

    private enum CodingKeys: String, CodingKey {
        case specification = "Spec"
        case description = "Description"
        case status = "Status"
        case manager = "ManagerStatus"
    }
    private struct Description: Decodable {
        var hostName: String?
        var platform: TaskPlacement.NodePlatform?
        var resources: TaskResources.Amounts?
        var engine: Engine?
        enum CodingKeys: String, CodingKey {
            case hostName = "Hostname"
            case platform = "Platform"
            case resources = "Resources"
            case engine = "Engine"
        }
        struct Engine: Decodable {
            var version: String?
            var labels: [String: String]?
            enum CodingKeys: String, CodingKey {
                case version = "EngineVersion"
                case labels = "Labels"
            }
        }
    }

    public init(from decoder: any Decoder) throws {
        let meta = try SwarmMeta(from: decoder)
        (id, version, created, updated) = (meta.id, meta.version, meta.created, meta.updated)
        let values = try decoder.container(keyedBy: CodingKeys.self)
        specification = try values.decode(NodeSpecification.self, forKey: .specification)
        let described = try values.decodeIfPresent(Description.self, forKey: .description)
        hostName = described?.hostName ?? ""
        platform = Platform(machine: described?.platform?.architecture ?? "", os: described?.platform?.os ?? "")
        nanoCPUs = described?.resources?.nanoCPUs ?? 0
        memory = described?.resources?.memory ?? 0
        engineVersion = described?.engine?.version ?? ""
        engineLabels = described?.engine?.labels ?? [:]
        status = try values.decode(Status.self, forKey: .status)
        manager = try values.decodeIfPresent(Manager.self, forKey: .manager)
    }
}

/// What the managers know of a node. Unknown words are carried as they are.
public struct NodeState: Hashable, Sendable, RawRepresentable, CustomStringConvertible {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public static let ready = NodeState(rawValue: "ready")
    public static let down = NodeState(rawValue: "down")
    /// It says that it leaves, or has just left.
    public static let disconnected = NodeState(rawValue: "disconnected")
    /// The manager is new in its office and has not heard of it yet.
    public static let unknown = NodeState(rawValue: "unknown")
    public var description: String { rawValue }
}

/// What the other managers know of a manager. Unknown words are carried as they are.
public struct ManagerReachability: Hashable, Sendable, RawRepresentable, CustomStringConvertible {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public static let reachable = ManagerReachability(rawValue: "reachable")
    public static let unreachable = ManagerReachability(rawValue: "unreachable")
    public static let unknown = ManagerReachability(rawValue: "unknown")
    public var description: String { rawValue }
}
