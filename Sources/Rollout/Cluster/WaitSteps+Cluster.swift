import EngineClient
import HostAccess
import Planning
import Vocabulary

/// Waiting for a service of a cluster, always with a limit, and for what.
extension ClusterContext {
    func tasks(of name: String) async throws -> ServiceTasks {
        let manager = try await manager()
        guard let service = try await manager.inspectService(name) else { return ServiceTasks(service: nil, tasks: []) }
        return ServiceTasks(service: service, tasks: try await manager.listTasks(filters: ["service": [service.id]]))
    }

    func probeWait(_ wait: ClusterStep.Wait) async throws -> Readiness {
        let found = try await tasks(of: wait.name)
        guard found.verdict(on: wait, before: Set(found.tasks.map(\.id))) == .reached else { return .toDo }
        return try await silence(of: found, wait) == nil ? .alreadySo : .toDo
    }

    /// Throws `service.unhealthy` (15) with the last words of a task that failed; where nothing requires it, a warning.
    func wait(_ wait: ClusterStep.Wait) async throws {
        do {
            try await waitRequired(wait)
        } catch var problem as Problem where !wait.required && problem.exit == .unhealthy {
            problem.severity = .warning
            problem.consequence = "no service requires it, so the others go on"
            progress(.warning(problem))
        }
    }

    private func waitRequired(_ wait: ClusterStep.Wait) async throws {
        let stage = ProgressStage("wait:\(wait.service)/\(wait.condition.rawValue)")
        let goal =
            switch wait.condition {
            case .healthy: "`\(wait.service)` to be healthy"
            case .completed: "`\(wait.service)` to complete"
            case .ready: "`\(wait.service)` to be up"
            }
        let deadline = ContinuousClock.now + .seconds(wait.limit.seconds)
        let before = Set(try await tasks(of: wait.name).tasks.filter(\.status.state.isOver).map(\.id))
        var told = ContinuousClock.now - .seconds(60)
        let pace = Pace(seconds: wait.probe?.everySeconds ?? 0)
        var silence: String?
        var absences = Absences()
        while true {
            try Task.checkCancellation()
            let found = try await look(wait.name, until: deadline)
            var verdict = found.verdict(on: wait, before: before)
            if verdict == .reached, wait.probe != nil {
                // The last look is at the limit, whatever the pace.
                let isDue = await pace.isDue() || ContinuousClock.now >= deadline
                if isDue { silence = try await self.silence(of: found, wait) }
                if let silence { verdict = .pending(silence) }
            }
            let reason: String
            switch verdict {
            case .reached: return progress(.ended(stage, outcome: "reached"))
            case .hopeless(let why): reason = why
            case .pending(let state):
                if ContinuousClock.now > told + .seconds(5) {
                    told = .now
                    absences.note(try await away(wait), at: told)
                    progress(
                        .waiting(stage, what: "\(goal) (\(state)\(absences.words))", limitSeconds: wait.limit.seconds))
                }
                let isHopeless = absences.isLong(at: .now)
                guard ContinuousClock.now >= deadline || isHopeless else {
                    try await Task.sleep(for: .milliseconds(400))
                    continue
                }
                reason =
                    isHopeless ? state : "\(state) after \(wait.limit.seconds) s, the limit of \(wait.limit.source)"
            }
            progress(.ended(stage, outcome: "failed"))
            throw try await unhealthy(wait, goal, reason, found, absences)
        }
    }

    /// Which of the tasks that run does not answer, as `x-valise: check` asks for it; `nil` where all do.
    private func silence(of found: ServiceTasks, _ wait: ClusterStep.Wait) async throws -> String? {
        guard let probe = wait.probe else { return nil }
        let places = try await hostsByNode()
        for task in found.running {
            guard let container = task.status.container?.id, let host = task.nodeID.flatMap({ places[$0] }) else {
                continue
            }
            let context = try context(of: host)
            guard let details = try await context.engine.inspectContainer(container) else { continue }
            let look = OutsideLook(engine: context.engine, host: context.host)
            if case .silent(let reason) = try await look.answer(of: details, to: probe.endpoint) {
                return "not answering at \(probe.endpoint) on `\(host)`: \(reason)"
            }
        }
        return nil
    }

    /// Those whose engine answers: of the others nothing could be looked at.
    private func hostsByNode() async throws -> [String: HostName] {
        var places: [String: HostName] = [:]
        for (host, context) in contexts {
            do { places[try await context.engine.info().swarm.nodeID] = host } catch is Problem { continue }
        }
        return places
    }

    /// Of the hosts without which it is not reached, those that the cluster has lost sight of.
    private func away(_ wait: ClusterStep.Wait) async throws -> [HostName] {
        guard let needs = wait.needs else { return [] }
        let wanted = hosts.map(\.inventory).filter { needs.contains($0.name) }
        do {
            let nodes = ClusterLook().nodes(of: wanted, among: try await manager().listNodes())
            return wanted.map(\.name).filter { nodes[$0]?.status.state == .down }
        } catch let problem as Problem where problem.code == "cluster.no-leader" || problem.isEngineWithoutLeader {
            // Nobody knows while one is chosen.
            return []
        }
    }

    /// A leader that is just being chosen is waited for.
    private func look(_ name: String, until deadline: ContinuousClock.Instant) async throws -> ServiceTasks {
        while true {
            do {
                return try await tasks(of: name)
            } catch let problem as Problem where problem.code == "cluster.no-leader" || problem.isEngineWithoutLeader {
                guard ContinuousClock.now < deadline else { throw problem }
                try await Task.sleep(for: .seconds(1))
            }
        }
    }

    private func unhealthy(
        _ wait: ClusterStep.Wait, _ goal: String, _ reason: String, _ found: ServiceTasks,
        _ absences: Absences
    ) async throws -> Problem {
        var text = reason
        let suspect =
            found.failed.max { $0.status.timestamp < $1.status.timestamp }
            ?? found.current.first { $0.status.state != .running }
        let places = try await hostsByNode()
        if let suspect, let container = suspect.status.container?.id, let host = suspect.nodeID.flatMap({ places[$0] })
        {
            let context = try context(of: host)
            text += "\non `\(host)`"
            if let last = try await context.engine.inspectContainer(container)?.state.health?.log.last,
                last.exitCode != 0
            {
                text +=
                    "\nhealth check: exit code \(last.exitCode): \(context.cleaned(String(last.output.prefix(1_000))))"
            }
            let lines = try await context.lastLines(of: container)
            if !lines.isEmpty { text += "\nits last lines:\n" + lines.map { "  " + $0 }.joined(separator: "\n") }
        }
        return Problem(
            "service.unhealthy", .unhealthy,
            "gave up waiting for \(goal) on installation `\(installation)`\(absences.words)",
            expected: "within \(wait.limit.seconds) s (\(wait.limit.source))", found: text,
            consequence: "nothing is put back: what runs stays as it is",
            hint: absences.hosts.isEmpty
                ? "run `valise logs \(installation) \(wait.service)`, then `valise resume \(installation)`"
                : "bring \(absences.hosts.map { "`\($0)`" }.joined(separator: ", ")) back, then run `valise resume \(installation)`"
        )
    }
}
