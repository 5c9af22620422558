import Vocabulary

// On which node a task goes: the filters of swarmkit, in their order (`manager/scheduler`).
extension StubSwarm {
    func schedule() {
        for task in tasks.values.sorted(by: { $0.created < $1.created })
        where task.state == "pending" && ["running", "complete"].contains(task.desired) {
            var failures: [Refusal: Int] = [:]
            let candidates = nodes.values.filter { task.nodeID == nil || task.nodeID == $0.id }.filter { node in
                guard let refusal = refusal(task, node) else { return true }
                failures[refusal, default: 0] += 1
                return false
            }
            if let node = best(candidates, for: task) {
                change(task.id) { changed in
                    changed.nodeID = node.id
                    changed.state = "assigned"
                    changed.message = "scheduler assigned task to node"
                    changed.error = ""
                    changed.timestamp = now()
                }
                continue
            }
            let reasons = failures.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }
                .map { $0.key.text($0.value) }.joined(separator: "; ")
            let isPlaced = task.nodeID != nil
            let error = isPlaced ? reasons : "no suitable node" + (reasons.isEmpty ? "" : " (\(reasons))")
            if task.error != error { change(task.id) { $0.error = error } }
        }
    }

    /// Why a node is not for a task; the first counts.
    private enum Refusal: Int {
        case away, resources, constraints, platform, port, replicas

        func text(_ count: Int) -> String {
            let nodes = count == 1 ? "1 node" : "\(count) nodes"
            return switch self {
            case .away: "\(nodes) not available for new tasks"
            case .resources: "insufficient resources on \(nodes)"
            case .constraints: "scheduling constraints not satisfied on \(nodes)"
            case .platform: "unsupported platform on \(nodes)"
            case .port: "host-mode port already in use on \(nodes)"
            case .replicas: "max replicas per node limit exceed"
            }
        }
    }

    private func active(on node: StubNode) -> [StubTask] { tasks.values.filter { $0.nodeID == node.id && $0.isActive } }

    private func refusal(_ task: StubTask, _ node: StubNode) -> Refusal? {
        guard node.isUp, node.availability == "active" else { return .away }
        let others = active(on: node).filter { $0.id != task.id }
        let placement = task.template["Placement"]
        for (key, most) in [("NanoCPUs", node.facts.nanoCPUs), ("MemoryBytes", node.facts.memory)] {
            let wanted = { (task: StubTask) in task.template["Resources"]["Reservations"][key].number ?? 0 }
            if wanted(task) > 0, others.reduce(wanted(task), { $0 + wanted($1) }) > most { return .resources }
        }
        let constraints = placement["Constraints"].texts.compactMap { StubConstraint($0) }
        guard constraints.allSatisfy({ $0.holds(on: node) }) else { return .constraints }
        let platforms = placement["Platforms"].list
        guard platforms.isEmpty || platforms.contains(where: { Self.fits($0, node) }) else { return .platform }
        let ports = Self.hostPorts(task)
        let taken = others.reduce(into: Set<String>()) { $0.formUnion(Self.hostPorts($1)) }
        guard ports.isDisjoint(with: taken) else { return .port }
        let most = placement["MaxReplicas"].number ?? 0
        if most > 0, others.count(where: { $0.serviceID == task.serviceID }) >= most { return .replicas }
        return nil
    }

    private static func fits(_ platform: StubJSON, _ node: StubNode) -> Bool {
        let machine = { (name: String) in ["x86_64": "amd64", "aarch64": "arm64"][name] ?? name }
        let wanted = (platform["OS"].text ?? "", machine(platform["Architecture"].text ?? ""))
        return (wanted.0.isEmpty || wanted.0 == node.facts.platform.os)
            && (wanted.1.isEmpty || wanted.1 == node.facts.platform.architecture)
    }

    private static func hostPorts(_ task: StubTask) -> Set<String> {
        Set(
            task.endpoint["Ports"].list.compactMap { port in
                guard port["PublishMode"].text == "host", let number = port["PublishedPort"].number, number > 0 else {
                    return nil
                }
                return "\(number)/\(port["Protocol"].text ?? "tcp")"
            })
    }

    /// The fewest of its service, in the part of the nodes that has the fewest; then the fewest of all.
    private func best(_ candidates: [StubNode], for task: StubTask) -> StubNode? {
        var candidates = candidates
        let own = { (node: StubNode) in self.active(on: node).count { $0.serviceID == task.serviceID } }
        for preference in task.template["Placement"]["Preferences"].list {
            let key = preference["Spread"]["SpreadDescriptor"].text ?? ""
            let label = { (node: StubNode) -> String in
                key.hasPrefix("node.labels.") ? node.labels[String(key.dropFirst(12))] ?? "" : ""
            }
            let parts = Dictionary(grouping: candidates, by: label)
            candidates =
                parts.min { left, right in
                    let counts = [left, right].map { $0.value.reduce(0) { $0 + own($1) } }
                    return (counts[0], left.key) < (counts[1], right.key)
                }?.value ?? []
        }
        return candidates.min { left, right in
            (own(left), active(on: left).count, left.id) < (own(right), active(on: right).count, right.id)
        }
    }
}
