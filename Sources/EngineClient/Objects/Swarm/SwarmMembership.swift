extension EngineInformation {
    /// `Swarm` of `GET /info`: what an engine, manager or not, says of the swarm that it is in.
    public struct Swarm: Hashable, Sendable, Decodable {
        /// `inactive`, `pending`, `active`, `error`, `locked`; empty where the engine knows no Swarm.
        public let state: String
        public let nodeID: String
        /// By which the other nodes reach it; empty where it is in none.
        public let nodeAddress: String
        /// It is a manager. Whether there is a leader, ``error`` says.
        public let isManager: Bool
        /// Why it is not as it should be; empty where it is.
        public let error: String
        /// The swarm's own ID; only a manager knows it.
        public let clusterID: String?
        /// How many there are; only a manager knows it, else 0.
        public let managers: Int
        public let nodes: Int
        /// Managers that the node knows, as `ADDRESS:PORT`; a worker asks these.
        public let managerAddresses: [String]

        enum CodingKeys: String, CodingKey {
            case state = "LocalNodeState"
            case nodeID = "NodeID"
            case nodeAddress = "NodeAddr"
            case isManager = "ControlAvailable"
            case error = "Error"
            case cluster = "Cluster"
            case managers = "Managers"
            case nodes = "Nodes"
            case managerAddresses = "RemoteManagers"
        }
        private struct Cluster: Decodable {
            var id: String?
            enum CodingKeys: String, CodingKey { case id = "ID" }
        }
        private struct Peer: Decodable {
            var address: String?
            enum CodingKeys: String, CodingKey { case address = "Addr" }
        }
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            state = try values.text(.state)
            nodeID = try values.text(.nodeID)
            nodeAddress = try values.text(.nodeAddress)
            isManager = try values.flag(.isManager)
            error = try values.text(.error)
            let id = try values.decodeIfPresent(Cluster.self, forKey: .cluster)?.id ?? ""
            clusterID = id.isEmpty ? nil : id
            managers = Int(try values.number(.managers))
            nodes = Int(try values.number(.nodes))
            let peers: [Peer] = try values.list(.managerAddresses)
            managerAddresses = peers.compactMap(\.address)
        }

        private init() {
            (state, nodeID, nodeAddress, error) = ("", "", "", "")
            isManager = false
            clusterID = nil
            (managers, nodes) = (0, 0)
            managerAddresses = []
        }
        static let absent = Swarm()
    }
}
