/// What was found on the way from one host of a target to another, in this direction.
public struct LinkFacts: Hashable, Sendable, Codable {
    public var from: HostName
    public var to: HostName
    /// What was tried, in the order in which it was asked for.
    public var ports: [Port]
    /// `nil`: could not be found out, as no datagram came through or the ports for them are in use.
    public var pathMTU: PathMTU?

    public init(from: HostName, to: HostName, ports: [Port], pathMTU: PathMTU? = nil) {
        self.from = from
        self.to = to
        self.ports = ports
        self.pathMTU = pathMTU
    }

    /// One port of the host at the other end.
    public struct Port: Hashable, Sendable, Codable {
        public var port: PeerPort
        /// Whether it was there to be tried.
        public var opening: PeerOpening
        /// `nil`: not tried, as nobody could have answered.
        public var answer: PeerAnswer?

        public init(port: PeerPort, opening: PeerOpening, answer: PeerAnswer?) {
            self.port = port
            self.opening = opening
            self.answer = answer
        }
    }
}
