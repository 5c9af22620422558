public import Vocabulary

/// What came of trying a ``PeerTarget``.
public struct PeerReport: Hashable, Sendable, Codable {
    /// In the order of the target's ports.
    public var answers: [PeerAnswer]
    /// Where it was asked for, and datagrams came through at all.
    public var pathMTU: PathMTU?
}
