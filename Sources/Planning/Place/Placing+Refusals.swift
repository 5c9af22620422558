import Vocabulary

/// Why a service, or a group, has no host.
extension Placing {
    /// So many hosts are named in one message; of more, how many there are.
    private static let shownHosts = 50

    func noConstraint(_ text: String, _ service: DesiredService) -> Problem {
        Problem(
            "place.constraint", .definition,
            "cannot place service `\(service.name)`: `\(text)` is no constraint that can be judged",
            expected:
                "`node.labels.KEY`, `node.hostname`, `node.role`, `node.platform.os` or `node.platform.arch` with `==` or `!=` and a value",
            consequence: "nothing was changed")
    }

    /// For each host what refuses the service.
    func nowhere(_ member: Int) -> Problem {
        let service = state.services[member]
        let need = Need(service.scheduling)
        var refusals: [String] = []
        for (index, host) in hosts.enumerated().prefix(Self.shownHosts) {
            refusals.append("\(host.name) \(self.refusals(of: member, by: index).joined(separator: " and "))")
        }
        return problem(
            "place.nowhere", "no host can run service `\(service.name)`",
            expected: [service.constraints.joined(separator: ", "), need.text].filter { !$0.isEmpty }
                .joined(separator: ", "),
            found: refusals.joined(separator: "; ") + more(than: Self.shownHosts), hint: help(for: member))
    }

    /// What one host has against a service; nothing where it may run it.
    func refusals(of member: Int, by index: Int) -> [String] {
        let (service, host) = (state.services[member], hosts[index])
        var reasons = constraints[member].filter { !eligibility.holds($0, on: index) }
            .map { $0.refusal(by: host, labels: eligibility.labels[index]) }
        guard eligibility.isCluster else { return reasons }
        if let image = image(of: service),
            let reason = eligibility.platformRefusal(of: image, as: service.platform, by: host)
        {
            reasons.append(reason)
        }
        if let reason = Need(roomOf: host).refusal(of: Need(service.scheduling)) { reasons.append(reason) }
        return reasons
    }

    private func help(for member: Int) -> String {
        guard let change = smallestChange(for: [member]) else {
            return "change the constraints in the Compose file and pack again"
        }
        guard !eligibility.isCluster else { return command(change) }
        return change.arguments.contains { $0.hasSuffix("-") && !$0.contains("=") }
            ? "change the constraints in the Compose file and pack again"
            : "use `--profile` with a profile that gives a lone host the label \(change.arguments.joined(separator: ", ")) (`labels: \"*\"` gives all)"
    }

    func apart(_ members: [Int]) -> Problem {
        problem(
            "place.apart", "no host can run \(quoted(members)) together, and they must be on one",
            found: members.map { "`\(state.services[$0].name)` can run on \(names(allowed[$0]))" }
                .joined(separator: "; "),
            hint: smallestChange(for: members).map(command)
                ?? "change the constraints in the Compose file and pack again")
    }

    func mixedModes(_ members: [Int]) -> Problem {
        problem(
            "place.mixed-modes", "\(quoted(members)) must be on one host, and not all of them run on every host",
            expected: "`deploy: { mode: global }` for all of them, or for none",
            found: members.map { "`\(state.services[$0].name)` is \(state.services[$0].scheduling.mode.rawValue)" }
                .joined(separator: "; "),
            hint: "change `deploy.mode` in the Compose file and pack again")
    }

    /// Instances that data or company keeps on one host, and that cannot stand beside each other.
    func oneHostOnly(_ members: [Int]) -> Problem {
        let texts = members.map { member in
            let service = state.services[member]
            let ports = hostPorts(of: service).map { "port \($0) of its host" }
            let most = service.scheduling.maximumPerHost.map { ["at most \($0) on a host"] } ?? []
            let count = service.containers.count
            return (["`\(service.name)`: \(count) instance\(count == 1 ? "" : "s")"] + most + ports)
                .joined(separator: ", ")
        }
        return problem(
            "place.one-host-only",
            members.count == 1
                ? "the instances of service \(quoted(members)) cannot run on one host, and its data keeps them there"
                : "\(quoted(members)) cannot run on one host, and they must be together",
            expected: "no port of a host twice, and no more instances than a host may run",
            found: texts.joined(separator: "; "),
            hint: publishing == .hostPorts
                ? "one instance, or other ports, in the Compose file, then pack again; or hosts that can share ports: `modprobe ip_vs` on each, before the first install"
                : "one instance, another port, or `mode: ingress` for it, in the Compose file; then pack again")
    }

    mutating func judgeCount(_ unit: PlacementUnit) {
        guard unit.kind == .free, eligibility.isCluster else { return }
        let count = unit.allowed.count
        let (room, isOver) = count.multipliedReportingOverflow(by: unit.perHost)
        guard !isOver, room < unit.tasks else { return }
        let needed = (unit.tasks + unit.perHost - 1) / unit.perHost
        let change = smallestChange(for: unit.members) { !unit.allowed.contains($0) }
        problems.append(
            problem(
                "place.too-few-hosts",
                "service \(quoted(unit.members)) is to run \(unit.tasks) times, at most \(unit.perHost) on a host",
                expected: "\(needed) hosts that may run it", found: "\(count): \(names(unit.allowed))",
                hint: change.map(command) ?? "fewer `replicas` in the Compose file, or more hosts"))
    }

    /// The routing mesh holds such a port on every host.
    mutating func judgeIngressPorts() {
        var owners: [HostPort: Int] = [:]
        var known: Set<[Int]> = []
        for (index, service) in state.services.enumerated() {
            for port in service.scheduling.ports where port.mode == .ingress {
                if owners[HostPort(port)] == nil { owners[HostPort(port)] = index }
            }
        }
        for (index, service) in state.services.enumerated() {
            for port in service.scheduling.ports {
                guard let owner = owners[HostPort(port)], owner != index, known.insert([owner, index]).inserted else {
                    continue
                }
                problems.append(
                    problem(
                        "place.port-twice",
                        "services \(quoted([owner, index])) both publish port \(port), and `\(state.services[owner].name)` has it on every host",
                        expected: "one service for a port that the cluster publishes", found: nil,
                        hint: "give one of them another port"))
            }
        }
    }

    func names(_ set: HostSet) -> String {
        let all = set.indices
        let shown = all.prefix(Self.shownHosts).map { hosts[$0].name.rawValue }.joined(separator: ", ")
        return all.count > Self.shownHosts ? "\(shown) and \(all.count - Self.shownHosts) more" : shown
    }

    func more(than shown: Int) -> String {
        hosts.count > shown ? "; and \(hosts.count - shown) more hosts" : ""
    }

    func problem(
        _ code: ProblemCode, _ message: String, expected: String? = nil, found: String?, hint: String
    ) -> Problem {
        Problem(
            code, .placement, message, expected: expected, found: found, consequence: "nothing was changed",
            hint: hint)
    }
}
