import Vocabulary

extension StubSwarm {
    /// Takes a node in. Gives its ID.
    func add(_ state: StubState, _ facts: StubNode.Facts, as role: NodeRole, availability: String?) async -> String {
        let id = newIdentifier()
        let time = now()
        nodes[id] = StubNode(
            id: id, state: state, facts: facts,
            specification: [
                "Labels": [:], "Role": .string(role.rawValue), "Availability": .string(availability ?? "active"),
            ], isManager: role == .manager, version: nextVersion(), created: time, updated: time)
        elect()
        if role == .manager { await state.take(networks) }
        return id
    }

    /// Starts what a new or changed node may have, without making its call wait.
    func nodesChanged() { Task { await reconcile() } }

    /// The leader stays as long as it can be heard.
    func elect() {
        let up = managers.filter(\.isUp)
        if up.contains(where: { $0.id == leader }), hasQuorum { return }
        leader = hasQuorum ? up.map(\.id).min() : nil
    }

    func listNodes(filters: [String: [String]]) -> StubJSON {
        let found = nodes.values.filter { node in
            Self.begins(node.id, with: filters["id"]) && Self.begins(node.facts.hostName, with: filters["name"])
                && StubState.matches(node.labels, filters["node.label"] ?? [])
                && StubState.matches(node.facts.labels, filters["label"] ?? [])
                && filters["role"]?.contains(node.specification["Role"].text ?? "") ?? true
        }
        return .array(found.sorted { $0.created < $1.created }.map(json))
    }

    func inspectNode(_ input: String) throws -> StubJSON { json(try node(input)) }

    private func node(_ input: String) throws -> StubNode {
        try Self.find(input, in: nodes, kind: "node") { $0.facts.hostName }
    }

    private func json(_ node: StubNode) -> StubJSON {
        var result = Self.meta(node.id, node.version, node.created, node.updated)
        result["Spec"] = node.specification
        result["Description"] = [
            "Hostname": .string(node.facts.hostName),
            "Platform": ["Architecture": .string(node.facts.machine), "OS": .string(node.facts.platform.os)],
            "Resources": ["NanoCPUs": .int(node.facts.nanoCPUs), "MemoryBytes": .int(node.facts.memory)],
            "Engine": ["EngineVersion": .string(node.facts.release), "Labels": StubJSON(node.facts.labels)],
        ]
        var status: StubJSON = [
            "State": node.isUp ? "ready" : "down", "Addr": .string(node.facts.address),
        ]
        if node.isCut { status["Message"] = "heartbeat failure" }
        result["Status"] = status
        if node.isManager {
            var manager: StubJSON = [
                "Reachability": node.isUp ? "reachable" : "unreachable", "Addr": .string(node.facts.address + ":2377"),
            ]
            if leader == node.id { manager["Leader"] = true }
            result["ManagerStatus"] = manager
        }
        return result
    }

    func updateNode(_ input: String, version: UInt64, _ body: StubJSON) async throws {
        var node = try self.node(input)
        guard version == node.version else { throw Self.outOfSequence }
        let becomesManager = body["Role"].text == "manager"
        if node.isManager, !becomesManager {
            guard managers.count > 1 else {
                throw StubError(
                    status: 400,
                    message: "rpc error: code = FailedPrecondition desc = attempting to demote the last manager of the "
                        + "swarm")
            }
            guard managers.filter({ $0.isUp && $0.id != node.id }).count * 2 > managers.count - 1 else {
                throw StubError(
                    status: 400,
                    message: "rpc error: code = FailedPrecondition desc = can't remove member from the raft: this "
                        + "would result in a loss of quorum")
            }
        }
        node.specification = body
        if body["Labels"] == .null { node.specification["Labels"] = [:] }
        node.isManager = becomesManager
        node.version = nextVersion()
        node.updated = now()
        nodes[node.id] = node
        elect()
        if becomesManager { await node.state?.take(networks) }
        nodesChanged()
    }

    func removeNode(_ input: String, force: Bool) throws {
        let node = try self.node(input)
        guard !node.isManager else {
            throw StubError(
                status: 400,
                message: "rpc error: code = FailedPrecondition desc = node \(node.id) is a cluster manager and is a "
                    + "member of the raft cluster. It must be demoted to worker before removal")
        }
        guard force || !node.isUp else {
            throw StubError(
                status: 400,
                message: "rpc error: code = FailedPrecondition desc = node \(node.id) is not down and can't be removed")
        }
        nodes[node.id] = nil
        for task in tasks.values where task.nodeID == node.id {
            if task.isOver { tasks[task.id] = nil } else { end(task.id, "orphaned", "", "") }
        }
        nodesChanged()
    }

    /// What a node that leaves by itself has to be told first; `nil` where it may just go.
    func objection(to nodeID: String) -> String? {
        guard let node = nodes[nodeID], node.isManager else { return nil }
        var text = "You are attempting to leave the swarm on a node that is participating as a manager. "
        let up = managers.filter(\.isUp).count
        if hasQuorum, node.isUp {
            if managers.count == 1 {
                return text
                    + "Removing the last manager erases all current state of the swarm. Use `--force` to ignore this "
                    + "message. "
            }
            if (up - 1) * 2 <= managers.count {
                text += "Removing this node leaves \(up - 1) managers out of \(managers.count). Without a Raft quorum "
                text += "your swarm will be inaccessible. "
            }
        } else {
            text += "Doing so may lose the consensus of your cluster. "
        }
        return text + "The only way to restore a swarm that has lost consensus is to reinitialize it with "
            + "`--force-new-cluster`. Use `--force` to suppress this message."
    }

    func leave(_ nodeID: String) {
        nodes[nodeID]?.hasLeft = true
        nodes[nodeID]?.version = nextVersion()
        elect()
        for task in tasks.values where task.nodeID == nodeID && !task.isOver {
            tasks[task.id]?.desired = "shutdown"
            end(task.id, "shutdown", "shutdown", "")
        }
        nodesChanged()
    }

    /// Nobody hears of a node any more, or again.
    func setCut(_ nodeID: String, _ isCut: Bool) async {
        guard let node = nodes[nodeID], node.isCut != isCut else { return }
        nodes[nodeID]?.isCut = isCut
        nodes[nodeID]?.version = nextVersion()
        elect()
        // What it goes on with is started elsewhere, and is told to stop when it is heard of again.
        if !isCut, hasQuorum { await node.state?.dropTasks(except: Set(tasks.keys)) }
        await reconcile()
    }
}
