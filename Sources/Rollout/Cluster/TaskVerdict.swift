import EngineClient
import Planning
import Vocabulary

/// What a service's tasks say of it. Pure.
struct ServiceTasks: Sendable {
    let service: SwarmService?
    let tasks: [SwarmTask]

    /// Those of the specification that is wanted now: an update leaves older ones behind.
    var current: [SwarmTask] {
        guard let wanted = service?.specification.taskTemplate.container.labels?[ObjectLabel.specification] else {
            return tasks
        }
        return tasks.filter { $0.template.container.labels?[ObjectLabel.specification] == wanted }
    }

    var running: [SwarmTask] { current.filter { $0.status.state == .running && $0.desiredState == .running } }
    /// Of a job: of its last run.
    var completed: [SwarmTask] {
        current.filter {
            $0.status.state == .complete && ($0.jobIteration ?? 0) == (service?.job?.iteration ?? $0.jobIteration ?? 0)
        }
    }
    /// Ended badly, or could not begin.
    var failed: [SwarmTask] { current.filter { [.failed, .rejected, .orphaned].contains($0.status.state) } }
    var lastError: String? {
        failed.max { $0.status.timestamp < $1.status.timestamp }.map(\.why)
            ?? current.filter { !$0.status.state.isOver && !$0.status.error.isEmpty }.map(\.status.error).first
    }

    /// - Parameter before: ids of tasks that were over when the wait began: old failures are not held against it.
    func verdict(on wait: ClusterStep.Wait, before: Set<String>) -> ServiceVerdict {
        guard let service else { return .hopeless("the cluster has no service of this name") }
        if let update = service.update,
            [.paused, .rollbackStarted, .rollbackPaused, .rollbackCompleted].contains(update.state)
        {
            return .hopeless("its update did not go well (\(update.state)): \(update.message)")
        }
        if wait.runsToCompletion || wait.condition == .completed {
            if completed.count >= wait.tasks { return .reached }
            // One that has failed before is begun anew ahead of this wait: what is over now is of this run, however soon it ended.
            if let last = failed.first, current.allSatisfy(\.status.state.isOver),
                service.specification.taskTemplate.restartPolicy?.condition == TaskRestartPolicy.Condition.none
            {
                return .hopeless(last.why)
            }
            return pending(completed.count, wait.tasks, "completed")
        }
        if running.count >= wait.tasks, service.update?.state != .updating { return .reached }
        let ends = Dictionary(grouping: failed.filter { !before.contains($0.id) }) { $0.slot }
        if let worst = ends.values.map(\.count).max(), worst >= Step.Wait.restartsTolerated, let lastError {
            return .hopeless("a task of it has ended \(worst) times: \(lastError)")
        }
        return pending(running.count, wait.tasks, "running")
    }

    private func pending(_ count: Int, _ wanted: Int, _ word: String) -> ServiceVerdict {
        let states = Set(current.filter { !$0.status.state.isOver }.map(\.status.state.rawValue)).subtracting([
            "running"
        ])
        var text = "\(count) of \(wanted) \(word)"
        if !states.isEmpty { text += ", others \(states.sorted().joined(separator: ", "))" }
        if let lastError { text += "; last error: \(lastError)" }
        return .pending(text)
    }
}

extension SwarmTask {
    /// In a person's words: what went wrong with it.
    var why: String {
        let code = status.container.map { $0.exitCode } ?? 0
        let error = status.error.isEmpty ? status.message : status.error
        return code == 0 || error.contains("(\(code))")
            ? "\(status.state): \(error)" : "\(status.state) with exit code \(code): \(error)"
    }
}
