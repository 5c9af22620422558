public import Vocabulary

/// An entry of `GET /tasks`, or `GET /tasks/{id}`: one try to run one container of a service.
public struct SwarmTask: Hashable, Sendable, Decodable {
    public let id: String
    public let version: UInt64
    /// RFC 3339.
    public let created: String
    public let updated: String
    public let serviceID: String
    /// Which of the replicas it is, from 1; of a job, from 0; 0 of a global service.
    public let slot: Int
    /// `nil` until it has a node.
    public let nodeID: String?
    /// Of the container, the service's settings filled in.
    public let template: TaskTemplate
    public let status: Status
    public let desiredState: TaskState
    /// The run of the job that it belongs to.
    public let jobIteration: UInt64?
    public let networks: [Attachment]

    public struct Status: Hashable, Sendable, Decodable {
        public let state: TaskState
        /// RFC 3339: since when.
        public let timestamp: String
        /// What was being done: `started`, `preparing`.
        public let message: String
        /// What went wrong; empty where nothing did.
        public let error: String
        /// `nil` until there is one.
        public let container: Container?
        /// Ports of the host, while it runs.
        public let ports: [EndpointSpecification.Port]

        public struct Container: Hashable, Sendable {
            public let id: String
            public let exitCode: Int
        }
        private enum CodingKeys: String, CodingKey {
            case state = "State"
            case timestamp = "Timestamp"
            case message = "Message"
            case error = "Err"
            case container = "ContainerStatus"
            case ports = "PortStatus"
        }
        private struct ContainerStatus: Decodable {
            var id: String?
            var exitCode: Int?
            enum CodingKeys: String, CodingKey {
                case id = "ContainerID"
                case exitCode = "ExitCode"
            }
        }
        private struct PortStatus: Decodable {
            var ports: [EndpointSpecification.Port]?
            enum CodingKeys: String, CodingKey { case ports = "Ports" }
        }
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            state = TaskState(rawValue: try values.text(.state))
            timestamp = try values.text(.timestamp)
            message = try values.text(.message)
            error = try values.text(.error)
            let found = try values.decodeIfPresent(ContainerStatus.self, forKey: .container)
            container = found.flatMap { found in
                found.id.flatMap { $0.isEmpty ? nil : Container(id: $0, exitCode: found.exitCode ?? 0) }
            }
            ports = try values.decodeIfPresent(PortStatus.self, forKey: .ports)?.ports ?? []
        }
    }

    /// How it stands in one network.
    public struct Attachment: Hashable, Sendable, Decodable {
        public let networkID: String
        public let networkName: String
        /// With the length of their network: `10.0.1.5/24`.
        public let addresses: [String]
        private enum CodingKeys: String, CodingKey {
            case network = "Network"
            case addresses = "Addresses"
        }
        private struct Network: Decodable {
            var id: String?
            var specification: Specification?
            enum CodingKeys: String, CodingKey {
                case id = "ID"
                case specification = "Spec"
            }
            struct Specification: Decodable {
                var name: String?
                enum CodingKeys: String, CodingKey { case name = "Name" }
            }
        }
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            let network = try values.decodeIfPresent(Network.self, forKey: .network)
            networkID = network?.id ?? ""
            networkName = network?.specification?.name ?? ""
            addresses = try values.list(.addresses)
        }
    }

    private enum CodingKeys: String, CodingKey {
        case serviceID = "ServiceID"
        case slot = "Slot"
        case nodeID = "NodeID"
        case template = "Spec"
        case status = "Status"
        case desiredState = "DesiredState"
        case jobIteration = "JobIteration"
        case networks = "NetworksAttachments"
    }

    public init(from decoder: any Decoder) throws {
        let meta = try SwarmMeta(from: decoder)
        (id, version, created, updated) = (meta.id, meta.version, meta.created, meta.updated)
        let values = try decoder.container(keyedBy: CodingKeys.self)
        serviceID = try values.text(.serviceID)
        slot = Int(try values.number(.slot))
        let node = try values.text(.nodeID)
        nodeID = node.isEmpty ? nil : node
        template = try values.decode(TaskTemplate.self, forKey: .template)
        status = try values.decode(Status.self, forKey: .status)
        desiredState = TaskState(rawValue: try values.text(.desiredState))
        jobIteration = try values.decodeIfPresent(SwarmMeta.Version.self, forKey: .jobIteration).map { $0.index ?? 0 }
        networks = try values.list(.networks)
    }
}
