import Foundation
import Vocabulary

/// Answers other hosts on ports of this machine, on a thread of its own. It ends with its last reference at the latest.
final class PeerResponder: PeerService {
    let openings: [PeerOpening]
    private let wake: WakeUp
    private let over = DispatchSemaphore(value: 0)

    /// Listens when it returns. Throws `host.too-many-peers`, and `host.input-output` where the system has no more descriptors.
    init(at address: String, on ports: [PeerPort], token: PeerToken, within limit: Duration) throws {
        try PeerLimits.check(ports: ports.count)
        wake = try WakeUp()
        let doors = ports.map { PeerDoor($0, at: address) }
        openings = doors.map(\.opening)
        let deadline = ContinuousClock.now + min(limit, PeerLimits.listening)
        Thread.detachNewThread { [wake, over] in
            var conversation = PeerConversation(doors, token: token, until: deadline, wake)
            conversation.run()
            over.signal()
        }
    }

    deinit { wake.ring() }

    /// Waits on this thread, a moment.
    func stopAndWait() {
        wake.ring()
        over.wait()
        over.signal()
    }

    func stop() async {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                self.stopAndWait()
                continuation.resume()
            }
        }
    }
}
