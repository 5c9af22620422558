import EngineClient

/// Engines that promise the same in other words.
enum EngineKind: String, Hashable, Sendable {
    case docker
    /// With images in containerd's store, where an ID is the digest that was pulled.
    case dockerContainerd
    case podman

    init(of client: EngineClient) async throws {
        self =
            if client.engineVersion.product == "podman" {
                .podman
            } else {
                try await client.info().containerdStore ? .dockerContainerd : .docker
            }
    }
}
