import Synchronization
import Vocabulary

/// Digests of blobs that were hashed, seen from any thread.
final class VerifiedBlobs: Sendable {
    private let digests = Mutex<Set<Digest>>([])
    func contains(_ digest: Digest) -> Bool { digests.withLock { $0.contains(digest) } }
    func insert(_ digest: Digest) { digests.withLock { _ = $0.insert(digest) } }
}
