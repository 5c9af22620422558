import Vocabulary

/// Ports on which another host answers its peers.
final class RemotePeers: PeerService {
    let openings: [PeerOpening]
    private let number: UInt32
    private let client: HostClient

    init(_ message: PeerMessage, through client: HostClient) {
        openings = message.openings
        number = message.service
        self.client = client
    }

    func stop() async {
        // In a task of its own: also who was cancelled leaves nothing listening. A connection that is lost has ended it as well.
        await Task { [client, number] in
            _ = try? await client.ask(.stopPeers(service: number), for: Nothing.self)
        }.value
    }
}
