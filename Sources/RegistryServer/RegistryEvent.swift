public import Vocabulary

/// What a registry server tells while it serves, from its own threads: take it at once and do not wait.
public enum RegistryEvent: Sendable, Hashable {
    /// A blob has gone out to a client up to `position` of its `size` bytes. A client that comes back with a range goes on where it was;
    /// one that starts over begins again at 0.
    case sent(repository: String, digest: Digest, position: Int64, size: Int64)
    /// Stored content could not be given out: the client only sees its connection end, the reason is here.
    case failed(repository: String, digest: Digest?, Problem)
}
