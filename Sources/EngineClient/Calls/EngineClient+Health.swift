/// Who runs the health checks of an engine's containers.
public enum HealthClock: Hashable, Sendable {
    /// The engine itself.
    case engine
    /// Timers of systemd, where the host has it; else nobody does, unless ``EngineClient/runHealthCheck(_:)`` is called.
    case systemd
}

extension EngineClient {
    public var healthClock: HealthClock { engineVersion.isPodman ? .systemd : .engine }

    /// Runs the health check of a container once, now, and moves its state by what came of it: `GET /libpod/containers/{name}/healthcheck`. Podman alone has this call.
    ///
    /// Throws `engine.conflict` where the container does not run or has no check, `engine.not-found` where there is none.
    public func runHealthCheck(_ container: String) async throws {
        try await change(
            EngineRequest(
                .get, Self.path(container) + "/healthcheck", to: "run the health check of the container `\(container)`"
            )
            .libpod())
    }
}
