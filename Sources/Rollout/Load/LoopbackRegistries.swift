public import HostAccess
import RegistryServer
public import Vocabulary

/// The registries of a host's own loopback address: what `valise host --stdio` and a local host serve images with.
public struct LoopbackRegistries: LoopbackServing {
    public init() {}

    public func serve(
        _ listing: RegistryListing, port: Int, blob: @escaping @Sendable (Digest) throws -> BlobBody?,
        onEvent: @escaping @Sendable (BlobEvent) -> Void
    ) async throws -> any LoopbackService {
        let server = try await RegistryServer.start(
            content: ListedRegistry(listing, blob: blob), listening: "127.0.0.1", port: port,
            onEvent: { event in
                switch event {
                case .sent(_, let digest, let position, _): onEvent(.sent(digest, position: position))
                case .failed(_, _, let problem): onEvent(.failed(problem))
                }
            })
        return Service(server: server)
    }

    private struct Service: LoopbackService {
        let server: RegistryServer
        var counting: BlobCounting { .asServed }
        func stop() async { await server.stop() }
    }
}
