import Vocabulary

/// Ports that the far end listens on, by the number of the call that asked for it.
struct PeerMessage: Codable, Sendable {
    var service: UInt32
    var openings: [PeerOpening]
}
