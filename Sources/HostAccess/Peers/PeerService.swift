public import Vocabulary

/// A host that answers others on its ports for a moment: ``HostAccess/answerPeers(at:on:token:within:)``.
public protocol PeerService: Sendable {
    /// In the order of the ports that were asked for.
    var openings: [PeerOpening] { get }
    /// Nobody listens when this returns. May be called again.
    func stop() async
}
