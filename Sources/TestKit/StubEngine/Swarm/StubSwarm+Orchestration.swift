import Vocabulary

// What should run, and what follows on its end.
extension StubSwarm {
    /// Brings what runs closer to what should, until nothing changes any more. Without a majority of managers nothing does.
    func reconcile() async {
        isDirty = true
        guard !isReconciling else { return }
        isReconciling = true
        while isDirty, hasQuorum {
            isDirty = false
            evacuate()
            for service in services.values.sorted(by: { $0.created < $1.created }) { orchestrate(service) }
            await stopUnwanted()
            schedule()
            await startAssigned()
            await observe()
            await prune()
        }
        isReconciling = false
    }

    func change(_ id: String, _ body: (inout StubTask) -> Void) {
        guard var task = tasks[id] else { return }
        body(&task)
        task.version = nextVersion()
        task.updated = now()
        tasks[id] = task
        isDirty = true
    }

    func move(_ id: String, to state: String, _ message: String) {
        change(id) { task in
            task.state = state
            task.message = message
            task.error = ""
            task.timestamp = now()
        }
    }

    /// A task is over; what follows on it is begun.
    func end(_ id: String, _ state: String, _ message: String, _ error: String) {
        change(id) { task in
            task.state = state
            task.message = message
            task.error = error
            task.timestamp = now()
        }
        follow(id)
    }

    /// What is on nodes that are gone or drained, or that it may not be on any more (swarmkit, `manager/orchestrator/constraintenforcer`), is wanted elsewhere.
    private func evacuate() {
        for task in tasks.values where task.isActive && task.isWanted {
            guard let node = task.nodeID.flatMap({ nodes[$0] }) else { continue }
            let isAllowed = task.template["Placement"]["Constraints"].texts
                .compactMap { StubConstraint($0) }.allSatisfy { $0.holds(on: node) }
            if !node.isUp || node.availability == "drain" || !isAllowed { change(task.id) { $0.desired = "shutdown" } }
        }
    }

    /// Where a service should have a task.
    private func places(of service: StubService) -> [String] {
        if service.isGlobal {
            let constraints = service.template["Placement"]["Constraints"].texts.compactMap { StubConstraint($0) }
            return nodes.values.filter { node in
                node.isUp && node.availability != "drain" && constraints.allSatisfy { $0.holds(on: node) }
            }.map(\.id).sorted()
        }
        if service.isJob { return (0..<service.completions).map(String.init) }
        return service.replicas > 0 ? (1...service.replicas).map(String.init) : []
    }

    private func orchestrate(_ service: StubService) {
        let places = places(of: service)
        for task in mine(service) where task.isWanted {
            let isOld = service.isJob && task.iteration != service.iteration
            guard isOld || !places.contains(task.place) else { continue }
            // A job that is done stays done.
            if task.isOver, !isOld { continue }
            change(task.id) { $0.desired = service.isGlobal && !isOld ? "shutdown" : "remove" }
        }
        var room = service.modeName == "replicated-job" ? service.maxConcurrent : .max
        room -= mine(service).count { $0.isWanted && !$0.isOver }
        for place in places where standing(service, place) == nil && room > 0 {
            make(service, place, attempt: 0)
            room -= 1
        }
        if !service.isJob { advance(service.id, places) }
    }

    private func mine(_ service: StubService) -> [StubTask] {
        tasks.values.filter { $0.serviceID == service.id }.sorted { $0.created < $1.created }
    }

    /// The task that has a place: the newest that is wanted, or the last one, after which there comes none.
    private func standing(_ service: StubService, _ place: String) -> StubTask? {
        mine(service).last { task in
            task.place == place && task.iteration == service.iteration && (task.isWanted || task.isLast)
        }
    }

    @discardableResult
    private func make(_ service: StubService, _ place: String, attempt: Int) -> String {
        let time = now()
        var task = StubTask(
            id: newIdentifier(), serviceID: service.id, place: place, slot: service.isGlobal ? 0 : Int(place) ?? 0,
            template: service.template, endpoint: service.endpoint, iteration: service.iteration, attempt: attempt,
            timestamp: time, desired: service.isJob ? "complete" : "running", version: nextVersion(), created: time,
            updated: time)
        if service.isGlobal { task.nodeID = place }
        if attempt > 0 {
            task.desired = "ready"
            task.state = "ready"
            task.message = "prepared"
        }
        tasks[task.id] = task
        isDirty = true
        return task.id
    }

    /// The restart policy: another task in its place, after a while, or none.
    private func follow(_ id: String) {
        guard let task = tasks[id], let service = services[task.serviceID], task.isWanted else { return }
        let hasFailed = task.state != "complete"
        if service.isJob, !hasFailed { return }
        change(id) { $0.desired = "shutdown" }
        let policy = task.template["RestartPolicy"]
        let most = Int(policy["MaxAttempts"].number ?? 0)
        let isAllowed: Bool =
            switch policy["Condition"].text ?? "any" {
            case "none": false
            case "on-failure": hasFailed
            default: true
            }
        guard isAllowed, most == 0 || task.attempt < most, task.iteration == service.iteration else {
            return change(id) { $0.isLast = true }
        }
        let next = make(service, task.place, attempt: task.attempt + 1)
        let delay = max(policy["Delay"].number ?? 5_000_000_000, 20_000_000)
        Task { [weak self] in
            do {
                try await Task.sleep(for: .nanoseconds(delay))
            } catch {
                return
            }
            await self?.release(next)
        }
    }

    /// A task that waited for its turn.
    private func release(_ id: String) async {
        guard let task = tasks[id], task.desired == "ready" else { return }
        change(id) { changed in
            changed.desired = task.iteration == nil ? "running" : "complete"
            changed.state = "pending"
            changed.message = "pending task scheduling"
        }
        await reconcile()
    }

    // Updates.

    /// Whether a task is not what its service says now.
    private func isOutdated(_ task: StubTask, _ service: StubService) -> Bool {
        guard task.endpoint == service.endpoint else { return true }
        var (old, new) = (task.template, service.template)
        if old == new { return false }
        // A change of the placement alone moves only what may not stay.
        old["Placement"] = .null
        new["Placement"] = .null
        guard old == new, let node = task.nodeID.flatMap({ nodes[$0] }) else { return true }
        return !service.template["Placement"]["Constraints"].texts.allSatisfy {
            StubConstraint($0)?.holds(on: node) ?? false
        }
    }

    private func advance(_ id: String, _ places: [String]) {
        guard var service = services[id] else { return }
        let standing = places.compactMap { self.standing(service, $0) }
        let outdated = standing.filter { isOutdated($0, service) }
        if service.update == nil {
            guard !outdated.isEmpty else { return }
            service.update = .init(state: "updating", message: "update in progress", startedAt: now())
            set(service)
        }
        guard let update = service.update, update.isRunning else { return }
        let isBack = update.state == "rollback_started"
        let configuration = service.specification[isBack ? "RollbackConfig" : "UpdateConfig"]
        let fresh = mine(service).filter { !isOutdated($0, service) && $0.created > update.startedAt }
        // Start-first: the old one goes once the new one runs.
        for task in fresh where task.state == "running" {
            for old in mine(service) where old.place == task.place && old.id != task.id && old.isWanted {
                if old.created < task.created { change(old.id) { $0.desired = "shutdown" } }
            }
        }
        let action = configuration["FailureAction"].text ?? "pause"
        if action != "continue", let failed = fresh.first(where: { ["failed", "rejected"].contains($0.state) }) {
            return fail(service, isBack || service.previous == nil ? "pause" : action, failed)
        }
        let waiting = fresh.count { $0.isWanted && !$0.isOver && $0.state != "running" }
        if outdated.isEmpty {
            guard waiting == 0 else { return }
            service.update?.state = isBack ? "rollback_completed" : "completed"
            service.update?.message = isBack ? "rollback completed" : "update completed"
            service.update?.completedAt = now()
            return set(service)
        }
        let parallelism = Int(configuration["Parallelism"].number ?? 1)
        for task in outdated.prefix(parallelism == 0 ? .max : max(0, parallelism - waiting)) {
            let isStartFirst = configuration["Order"].text == "start-first"
            change(task.id) { changed in
                if !isStartFirst || task.isOver { changed.desired = "shutdown" }
                changed.isLast = false
            }
            make(service, task.place, attempt: 0)
        }
    }

    private func fail(_ service: StubService, _ action: String, _ task: StubTask) {
        var service = service
        let isBack = service.update?.state == "rollback_started"
        let cause = "due to failure or early termination of task \(task.id)"
        if action == "rollback", let previous = service.previous {
            service.specification = previous
            service.previous = nil
            service.update = .init(
                state: "rollback_started", message: "update rolled back \(cause)", startedAt: now())
        } else {
            service.update?.state = isBack ? "rollback_paused" : "paused"
            service.update?.message = "\(isBack ? "rollback" : "update") paused \(cause)"
        }
        set(service)
    }

    private func set(_ service: StubService) {
        var service = service
        service.version = nextVersion()
        service.updated = now()
        services[service.id] = service
        isDirty = true
    }
}
