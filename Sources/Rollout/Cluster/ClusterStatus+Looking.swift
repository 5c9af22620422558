import EngineClient
import Foundation
import Planning
import Vocabulary

// What is found on a cluster, in the words of its status. Pure.

extension ClusterStatus.Host {
    /// Without a view nothing follows from there being no node.
    init(_ name: HostName, _ node: SwarmNode?, _ look: ClusterLook, _ view: ClusterView?) {
        self.name = name
        role = node?.specification.role == .manager || look.seats.contains(name) ? .manager : .worker
        isLeader = node?.manager?.isLeader ?? false
        let silence = look.silent[name]
        let said = node?.status.state.rawValue
        switch (said, silence) {
        // Managers miss a host after ten seconds or so (moby, heartbeat of agents): until then it is "ready" for them.
        case ("ready"?, .some), (nil, .some): state = "unreachable"
        case (let said?, _): state = said
        case (nil, nil): state = view == nil ? "unknown" : "not joined"
        }
        health = state == "ready" ? .healthy : .unhealthy
        guard health != .healthy else { return }
        let message = node.map(\.status.message).flatMap { $0.isEmpty ? nil : $0 }
        reason = silence?.message ?? message ?? look.errors[name]
        hint =
            silence?.hint
            ?? (said == nil ? nil : "see whether it reaches the other hosts on the ports 2377 and 7946")
    }
}

extension ClusterStatus.Service {
    init(
        _ service: ClusterService, _ found: ServiceTasks, _ names: [String: HostName], hiding secrets: [String]
    ) {
        let shown =
            service.runsToCompletion
            ? found.completed + found.current.filter { !$0.status.state.isOver }
            : found.current.filter { $0.desiredState == .running || $0.desiredState == .ready }
        let clean = { (text: String) in secrets.reduce(text) { $0.replacing($1, with: "***") } }
        name = service.name
        image = service.image.familiar
        kind = service.kind
        desired = service.tasks
        running = service.runsToCompletion ? found.completed.count : found.running.count
        tasks = shown.map { task in
            let slot = found.tasks.filter { $0.slot == task.slot && (task.slot > 0 || $0.nodeID == task.nodeID) }
            return ClusterStatus.ServiceTask(
                id: task.id, host: task.nodeID.flatMap { names[$0] }, state: task.status.state.rawValue,
                restarts: max(0, slot.count - 1), containerID: task.status.container?.id,
                since: task.status.timestamp, error: task.status.error.isEmpty ? nil : clean(task.status.error))
        }.sorted { ($0.host?.rawValue ?? "~", $0.id) < ($1.host?.rawValue ?? "~", $1.id) }
        lastError = running >= desired ? nil : found.lastError.map(clean)
        if running >= desired {
            health = .healthy
        } else {
            let isComing = shown.contains {
                ["starting", "preparing", "assigned", "accepted", "ready", "new"].contains($0.status.state.rawValue)
            }
            health = isComing && found.failed.isEmpty ? .starting : .unhealthy
        }
    }

    /// By the containers that can be seen, where nobody speaks for the cluster.
    init(_ service: ClusterService, _ containers: [ClusterLook.PlacedTask]) {
        name = service.name
        image = service.image.familiar
        kind = service.kind
        desired = service.tasks
        let live = containers.filter { $0.summary.state == .running }
        // How a container of a job ended stands in no list but as a text for people.
        let done = containers.filter { $0.summary.status.hasPrefix("Exited (0)") }
        let counted = service.runsToCompletion ? done : live
        running = min(counted.count, desired)
        tasks = counted.map { ClusterStatus.ServiceTask($0) }.sorted {
            ($0.host?.rawValue ?? "~", $0.id) < ($1.host?.rawValue ?? "~", $1.id)
        }
        health = running >= desired ? .healthy : .unhealthy
    }
}

extension ClusterStatus.ServiceTask {
    fileprivate init(_ task: ClusterLook.PlacedTask) {
        // The label that Swarm gives (moby, `daemon/cluster/executor/container`).
        id = task.summary.labels["com.docker.swarm.task.id"] ?? task.summary.id
        host = task.host
        state = task.summary.state == .running ? "running" : "complete"
        restarts = 0
        containerID = task.summary.id
        since = Date(timeIntervalSince1970: Double(task.summary.created)).ISO8601Format()
    }
}
