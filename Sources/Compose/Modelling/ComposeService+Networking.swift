public import Vocabulary

extension ComposeService {
    /// One entry of `ports`, in long form; ranges are expanded to one each.
    public struct Port: Hashable, Sendable {
        /// In the container.
        public var target: UInt16
        /// On the host: a number, a range `8000-8010` (any free one of it), or `nil` for any free one.
        public var published: String?
        /// The address on the host; `nil`: all.
        public var hostAddress: String?
        /// `tcp`, `udp`, `sctp`.
        public var networkProtocol: String
        /// `ingress` or `host`.
        public var mode: String
        public var name: String?
        public var applicationProtocol: String?
        public var position: SourcePosition
    }

    /// A service's end of a network.
    public struct NetworkAttachment: Hashable, Sendable {
        /// The key under top-level `networks`; `default` where the service names none.
        public var network: String
        public var aliases: [String]
        public var ipv4: String?
        public var ipv6: String?
        public var linkLocalAddresses: [String]
        public var macAddress: String?
        public var driverOptions: [String: String]
        public var interfaceName: String?
        public var priority: Int
        public var gatewayPriority: Int?
        public var position: SourcePosition
    }
}
