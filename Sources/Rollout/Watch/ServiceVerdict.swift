import EngineClient
import Planning
import Vocabulary

/// What is to be thought of a container that is being waited for.
enum ServiceVerdict: Hashable, Sendable {
    case reached
    /// Not yet; in a person's words what it is doing: `starting`, `unhealthy`.
    case pending(String)
    /// It will not come any more: `ended with exit code 1`.
    case hopeless(String)
}

extension Step.Wait {
    /// Judges one container. Pure.
    func verdict(on container: ContainerDetails?) -> ServiceVerdict {
        guard let container else { return .hopeless("its container is gone") }
        let state = container.state
        switch state.status {
        case .exited, .dead: return verdict(onEnded: container)
        case .created:
            return state.error.isEmpty ? .pending("not started") : .hopeless("it could not be started: \(state.error)")
        case .restarting:
            return container.restartCount >= Self.restartsTolerated
                ? .hopeless("it has ended \(container.restartCount) times, last with exit code \(state.exitCode)")
                : .pending("restarting after exit code \(state.exitCode)")
        case .paused: return .pending("paused")
        default: break
        }
        switch (condition, state.health) {
        case (.completed, _): return .pending("running")
        case (_, let health?):
            switch health.status {
            case .healthy: return .reached
            case .unhealthy where health.failingStreak >= Self.failuresTolerated:
                return .hopeless("it is unhealthy, \(health.failingStreak) checks failed in a row")
            case .unhealthy: return .pending("unhealthy, \(health.failingStreak) checks failed in a row")
            default: return .pending("starting")
            }
        // Reached as far as the engine knows: the look from outside has the last word.
        case (.healthy, nil) where probe != nil: return .reached
        case (.healthy, nil): return .hopeless("it has no health check")
        case (.ready, nil): return runsToCompletion ? .pending("running") : .reached
        }
    }

    private func verdict(onEnded container: ContainerDetails) -> ServiceVerdict {
        let code = container.state.exitCode
        let reason = container.state.outOfMemory ? ", out of memory" : ""
        switch condition {
        case .completed, .ready:
            // Without a restart policy, an end with 0 is what a job does.
            return code == 0 ? .reached : .hopeless("it ended with exit code \(code)\(reason)")
        case .healthy:
            return .hopeless("it ended with exit code \(code)\(reason)")
        }
    }

    /// A container that ends again and again has this many tries before it is called broken, instead of the whole limit.
    static let restartsTolerated = 5
    /// Docker Compose gives up with the first `unhealthy`, which on a slow disk aborts installs that would have come up (docker/compose#11474);
    /// the whole limit is long for a service that fails fast. So many failures in a row are neither.
    static let failuresTolerated = 60
}
