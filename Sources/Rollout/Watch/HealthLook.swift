import EngineClient
import Vocabulary

/// A look at a container whose health is of now, also where nobody moves it: Podman leaves health checks to timers of systemd, and a host may have none.
struct HealthLook: Sendable {
    let engine: EngineClient

    /// Runs the container's own check where its last one is older than the time between two, as a clock would. `nil` where there is no such container.
    func inspect(_ name: String) async throws -> ContainerDetails? {
        guard let found = try await engine.inspectContainer(name) else { return nil }
        guard isDue(found) else { return found }
        do {
            try await engine.runHealthCheck(found.id)
        } catch let problem as Problem
            where problem.isEngineConflict || problem.isEngineNotFound || problem.code == EngineProblem.timedOut
        {
            // It has ended meanwhile, or its check hangs: what the engine says next is what there is to know.
        }
        return try await engine.inspectContainer(name)
    }

    private func isDue(_ container: ContainerDetails) -> Bool {
        guard engine.healthClock == .systemd, container.state.isRunning, let health = container.state.health else {
            return false
        }
        guard let last = health.log.last else { return true }
        let seconds = Int((container.configuration.healthInterval ?? Self.usualInterval) / 1_000_000_000)
        return EngineTime(last.end) <= EngineTime.now(secondsAgo: seconds)
    }

    /// 30 s in nanoseconds, as Docker and Podman have it where nothing is said.
    private static let usualInterval: Int64 = 30_000_000_000
}
