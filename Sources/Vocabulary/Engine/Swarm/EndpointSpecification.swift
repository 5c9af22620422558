/// How a service is reached: `EndpointSpec` (Docker Engine API 1.41).
public struct EndpointSpecification: Hashable, Sendable, Codable {
    public enum Mode: String, Hashable, Sendable, Codable {
        /// One virtual address for all tasks; needs IPVS in the kernel of every node.
        case virtualAddress = "vip"
        /// The name resolves to the tasks' addresses.
        case dnsRoundRobin = "dnsrr"
    }
    public var mode: Mode?
    public var ports: [Port]?
    public init(mode: Mode? = nil, ports: [Port]? = nil) {
        self.mode = mode
        self.ports = ports
    }

    enum CodingKeys: String, CodingKey {
        case mode = "Mode"
        case ports = "Ports"
    }

    public struct Port: Hashable, Sendable, Codable {
        public enum Transport: String, Hashable, Sendable, Codable { case tcp, udp, sctp }
        public enum PublishMode: String, Hashable, Sendable, Codable {
            /// On every node, through the routing mesh; needs IPVS, and a virtual address.
            case ingress
            /// On the nodes that have a task, once on each.
            case host
        }
        public var name: String?
        public var transport: Transport
        /// Of the container.
        public var target: Int
        /// Of the host; `nil` lets Swarm choose.
        public var published: Int?
        public var publishMode: PublishMode
        public init(
            target: Int, published: Int?, transport: Transport = .tcp, publishMode: PublishMode
        ) {
            self.target = target
            self.published = published
            self.transport = transport
            self.publishMode = publishMode
        }
        enum CodingKeys: String, CodingKey {
            case name = "Name"
            case transport = "Protocol"
            case target = "TargetPort"
            case published = "PublishedPort"
            case publishMode = "PublishMode"
        }
        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            name = try values.decodeIfPresent(String.self, forKey: .name)
            transport = try values.decodeIfPresent(Transport.self, forKey: .transport) ?? .tcp
            target = try values.decodeIfPresent(Int.self, forKey: .target) ?? 0
            published = try values.decodeIfPresent(Int.self, forKey: .published)
            publishMode = try values.decodeIfPresent(PublishMode.self, forKey: .publishMode) ?? .ingress
        }
    }
}
