public import Vocabulary

/// Another host that is to be tried, and by which ports.
public struct PeerTarget: Hashable, Sendable, Codable {
    /// In digits, IPv4.
    public var address: String
    public var token: PeerToken
    public var ports: [Port]

    public init(address: String, token: PeerToken, ports: [Port]) {
        self.address = address
        self.token = token
        self.ports = ports
    }

    public struct Port: Hashable, Sendable, Codable {
        public var port: PeerPort
        public var question: Question
        public init(_ port: PeerPort, _ question: Question) {
            self.port = port
            self.question = question
        }
    }

    /// What is wanted to know of a port.
    public enum Question: String, Hashable, Sendable, Codable {
        /// Whether the host itself answers.
        case answer
        /// The same, and how large packets may be on the way to it; of a UDP port.
        case pathMTU
        /// Whether somebody accepts a connection; nothing is said to them. Of a TCP port.
        case connection
    }
}
