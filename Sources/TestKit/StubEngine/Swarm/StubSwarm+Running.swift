import Foundation
import Vocabulary

// Tasks on their nodes.
extension StubSwarm {
    func startAssigned() async {
        for task in tasks.values.sorted(by: { $0.created < $1.created })
        where task.state == "assigned" && task.isWanted {
            guard let node = task.nodeID.flatMap({ nodes[$0] }), node.isUp, let state = node.state,
                let service = services[task.serviceID]
            else { continue }
            move(task.id, to: "preparing", "preparing")
            let order = order(task, service, node)
            switch await state.runTask(order) {
            case .rejected(let error): end(task.id, "rejected", "preparing", error)
            case .failed(let error, let container):
                change(task.id) { $0.container = container }
                end(task.id, "failed", "starting", error)
            case .started(let container):
                change(task.id) { $0.container = container }
                move(task.id, to: "starting", "starting")
            }
        }
    }

    private func order(_ task: StubTask, _ service: StubService, _ node: StubNode) -> StubTaskOrder {
        let name = "\(service.name).\(service.isGlobal ? node.id : String(task.slot)).\(task.id)"
        let container = task.template["ContainerSpec"]
        var labels = container["Labels"].textMembers
        let own = [
            "task": "", "task.id": task.id, "task.name": name, "node.id": node.id, "service.id": service.id,
            "service.name": service.name,
        ]
        for (key, value) in own { labels["com.docker.swarm.\(key)"] = value }
        var attachments: [StubTaskOrder.Attachment] = []
        for attachment in task.template["Networks"].list {
            guard let network = networks[attachment["Target"].text ?? ""] else { continue }
            let address = freeAddress(in: network)
            tasks[task.id]?.addresses[network.id] = address
            attachments.append(.init(network: network, address: address))
        }
        var files: [(String, StubFile)] = []
        for (key, folder, known) in [("Config", "/", configs), ("Secret", "/run/secrets/", secrets)] {
            for reference in container[key + "s"].list {
                let target = reference["File"]["Name"].text ?? ""
                guard let blob = known[reference[key + "ID"].text ?? ""], !target.isEmpty else { continue }
                let data = Data(base64Encoded: blob.specification["Data"].text ?? "") ?? Data()
                let mode = Int(reference["File"]["Mode"].number ?? 0o444)
                let path = target.hasPrefix("/") ? target : folder + target
                files.append((path, StubFile(kind: .file(Array(data)), mode: mode)))
            }
        }
        return StubTaskOrder(
            name: name, labels: labels, container: container,
            ports: task.endpoint["Ports"].list.filter { $0["PublishMode"].text == "host" }, networks: attachments,
            files: files)
    }

    private func freeAddress(in network: StubNetwork) -> String {
        let taken = Set(tasks.values.filter { !$0.isOver }.compactMap { $0.addresses[network.id] })
        return (3...65000).lazy.map { StubState.address($0, in: network.subnet) }.first { !taken.contains($0) } ?? ""
    }

    /// Looks at the containers of what is on its way or runs.
    func observe() async {
        for task in tasks.values where ["starting", "running"].contains(task.state) && task.isWanted {
            guard let node = task.nodeID.flatMap({ nodes[$0] }), node.isUp, let container = task.container else {
                continue
            }
            let sight = await node.state?.lookAtTask(container)
            guard let now = tasks[task.id], now.state == task.state, now.isWanted else { continue }
            await judge(task, sight, node)
        }
    }

    private func judge(_ task: StubTask, _ sight: StubTaskSight?, _ node: StubNode) async {
        guard let sight, sight.isRunning else {
            let code = sight?.exitCode ?? 137
            change(task.id) { $0.exitCode = code }
            if code == 0 { return end(task.id, "complete", "finished", "") }
            return end(task.id, "failed", "started", "task: non-zero exit (\(code))")
        }
        switch sight.health {
        case "unhealthy"?:
            await node.state?.stopTask(task.container ?? "")
            change(task.id) { $0.exitCode = 137 }
            end(task.id, "failed", "started", "task: non-zero exit (137): dockerexec: unhealthy container")
        case "starting"?: break
        default: if task.state == "starting" { move(task.id, to: "running", "started") }
        }
    }

    /// What is not wanted any more is stopped, where its node can be heard.
    func stopUnwanted() async {
        for task in tasks.values where !task.isWanted && !task.isOver {
            guard let node = task.nodeID.flatMap({ nodes[$0] }) else {
                end(task.id, "shutdown", "shutdown", "")
                continue
            }
            guard node.isUp else { continue }
            guard let container = task.container, let state = node.state else {
                end(task.id, "shutdown", "shutdown", "")
                continue
            }
            let sight = await state.lookAtTask(container)
            if let sight, !sight.isRunning, sight.exitCode != 0 {
                change(task.id) { $0.exitCode = sight.exitCode }
                end(task.id, "failed", "started", "task: non-zero exit (\(sight.exitCode))")
            } else {
                await state.stopTask(container)
                change(task.id) { $0.exitCode = 137 }
                end(task.id, "shutdown", "shutdown", "")
            }
        }
    }

    /// Forgets what is to be removed, and what is older than the history that is kept; containers go with their tasks.
    func prune() async {
        let kept = Int(settings["Orchestration"]["TaskHistoryRetentionLimit"].number ?? 5)
        var gone = tasks.values.filter { $0.isOver && ($0.desired == "remove" || services[$0.serviceID] == nil) }
        for (_, group) in Dictionary(grouping: tasks.values, by: { "\($0.serviceID) \($0.place)" }) where kept >= 0 {
            gone += group.sorted { $1.created < $0.created }.dropFirst(kept).filter {
                $0.isOver && !$0.isWanted && !$0.isLast
            }
        }
        for task in gone {
            let node = task.nodeID.flatMap { nodes[$0] }
            tasks[task.id] = nil
            if let container = task.container, let node, node.isUp { await node.state?.removeTask(container) }
        }
    }

    /// A container of a task has changed.
    func look() async { await reconcile() }

    // Tasks as they are told.

    func listTasks(filters: [String: [String]]) async throws -> StubJSON {
        await reconcile()
        let services = try filters["service"]?.map { try service($0).id }
        let nodes = try filters["node"]?.map { input in
            try Self.find(input, in: self.nodes, kind: "node") { $0.facts.hostName }.id
        }
        let found = tasks.values.filter { task in
            services?.contains(task.serviceID) ?? true && nodes?.contains(task.nodeID ?? "") ?? true
                && filters["desired-state"]?.contains(task.desired) ?? true
                && Self.begins(task.id, with: filters["id"])
                && StubState.matches(task.template["ContainerSpec"]["Labels"].textMembers, filters["label"] ?? [])
        }
        return .array(found.sorted { $0.created < $1.created }.map(json))
    }

    func task(_ input: String) throws -> StubTask { try Self.find(input, in: tasks, kind: "task") { $0.id } }

    func inspectTask(_ input: String) async throws -> StubJSON {
        await reconcile()
        return json(try task(input))
    }

    private func json(_ task: StubTask) -> StubJSON {
        var result = Self.meta(task.id, task.version, task.created, task.updated)
        result["Labels"] = [:]
        result["Spec"] = task.template
        result["ServiceID"] = .string(task.serviceID)
        if task.slot > 0 { result["Slot"] = .int(Int64(task.slot)) }
        if let node = task.nodeID { result["NodeID"] = .string(node) }
        var status: StubJSON = [
            "Timestamp": .string(task.timestamp.text), "State": .string(task.state),
            "Message": .string(task.message), "PortStatus": [:],
        ]
        if !task.error.isEmpty { status["Err"] = .string(task.error) }
        if let container = task.container {
            status["ContainerStatus"] = [
                "ContainerID": .string(container), "PID": 0, "ExitCode": .int(Int64(task.exitCode)),
            ]
        }
        let ports = task.endpoint["Ports"].list.filter { $0["PublishMode"].text == "host" }
        if task.state == "running", !ports.isEmpty { status["PortStatus"] = ["Ports": .array(ports)] }
        result["Status"] = status
        result["DesiredState"] = .string(task.desired)
        if let iteration = task.iteration { result["JobIteration"] = ["Index": .int(Int64(iteration))] }
        result["NetworksAttachments"] = .array(
            task.addresses.sorted { $0.key < $1.key }.compactMap { id, address in
                guard let network = networks[id] else { return nil }
                return [
                    "Network": ["ID": .string(id), "Spec": ["Name": .string(network.name)]],
                    "Addresses": [.string(address + "/" + (network.subnet.split(separator: "/").last ?? "24"))],
                ]
            })
        return result
    }

    /// Containers of a task, or of all tasks of a service, with the engines that have them.
    func containers(ofTask input: String) throws -> [(StubState, String)] { places(of: [try task(input)]) }
    func containers(ofService input: String) throws -> [(StubState, String)] {
        let id = try service(input).id
        return places(of: tasks.values.filter { $0.serviceID == id }.sorted { $0.created < $1.created })
    }
    private func places(of tasks: [StubTask]) -> [(StubState, String)] {
        tasks.compactMap { task in
            guard let node = task.nodeID.flatMap({ nodes[$0] }), node.isUp, let state = node.state else { return nil }
            return task.container.map { (state, $0) }
        }
    }
    func isOver(task input: String) -> Bool { tasks[input]?.isOver ?? true }
}
