public import Vocabulary

/// Makes the registry that ``HostAccess/serveImages(_:port:blob:onEvent:)`` asks for: this room has no server of its own, so who composes the program brings one.
public protocol LoopbackServing: Sendable {
    /// Serves on 127.0.0.1 of this machine, on this port alone, until it is stopped. Throws `registry.cannot-listen` (14).
    ///
    /// - Parameters:
    ///   - listing: what there is.
    ///   - port: of 127.0.0.1.
    ///   - blob: gives a stored blob, a config or a layer as the bundle has it; called from any thread, and its reader may block there.
    ///   - onEvent: called from the server's threads.
    func serve(
        _ listing: RegistryListing, port: Int, blob: @escaping @Sendable (Digest) throws -> BlobBody?,
        onEvent: @escaping @Sendable (BlobEvent) -> Void
    ) async throws -> any LoopbackService
}

/// A registry on a host's own loopback address.
public protocol LoopbackService: Sendable {
    /// In which form the digests and positions of ``BlobEvent`` count.
    var counting: BlobCounting { get }
    /// Nobody listens when this returns. May be called again.
    func stop() async
}

public enum BlobCounting: String, Hashable, Sendable {
    /// As engines get them.
    case asServed
    /// As the bundle has them: what goes over the wire to another host.
    case asStored
}

/// What a service tells while images are pulled from it, from its own threads: take it at once and do not wait.
public enum BlobEvent: Sendable, Hashable {
    /// So many bytes of a blob have gone out.
    case sent(Digest, position: Int64)
    /// Stored content could not be given out; an engine only sees its connection end.
    case failed(Problem)
}
