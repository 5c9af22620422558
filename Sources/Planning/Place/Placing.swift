import Vocabulary

/// One run of `place`: candidates for each service, then groups of services that must be together.
struct Placing {
    let state: DesiredState
    let hosts: [TargetHost]
    let profile: Profile?
    private var problems: [Problem] = []

    init(state: DesiredState, hosts: [TargetHost], profile: Profile?) {
        self.state = state
        self.hosts = hosts
        self.profile = profile
    }

    mutating func placement() throws(Problems) -> Placement {
        guard !hosts.isEmpty else {
            throw Problems(
                Problem(
                    "place.no-hosts", .placement, "cannot place \(state.installation): there are no hosts",
                    consequence: "nothing was changed"))
        }
        var candidates: [ServiceName: [HostName]] = [:]
        for service in state.services { candidates[service.name] = candidateHosts(of: service) }
        if let problems = Problems(problems) { throw problems }

        var loads: [HostName: Int] = [:]
        var assigned: [ServiceName: (hosts: [HostName], isPinned: Bool)] = [:]
        for group in groups() {
            let common = hosts.map(\.name).filter { host in
                group.allSatisfy { candidates[$0.name]?.contains(host) == true }
            }
            guard !common.isEmpty else {
                problems.append(apart(group, candidates))
                continue
            }
            guard group.count > 1 || group.contains(where: hasLocalData) else {
                for service in group { assigned[service.name] = (common, false) }
                continue
            }
            // The one with the fewest groups so far, the first of those.
            let chosen = common.min { loads[$0, default: 0] < loads[$1, default: 0] } ?? common[0]
            loads[chosen, default: 0] += 1
            for service in group { assigned[service.name] = ([chosen], true) }
        }
        if let problems = Problems(problems) { throw problems }
        return Placement(
            services: state.services.map { service in
                let place = assigned[service.name] ?? ([], false)
                return .init(
                    service: service.name, hosts: place.hosts, isPinned: place.isPinned,
                    constraints: service.constraints)
            }, hosts: hosts.map(\.name))
    }

    private mutating func candidateHosts(of service: DesiredService) -> [HostName] {
        var constraints: [Constraint] = []
        for text in service.constraints {
            if let constraint = Constraint(text) {
                constraints.append(constraint)
            } else {
                problems.append(
                    Problem(
                        "place.constraint", .definition,
                        "cannot place service `\(service.name)`: `\(text)` is no constraint that can be judged",
                        expected:
                            "`node.labels.KEY`, `node.hostname`, `node.role`, `node.platform.os` or `node.platform.arch` with `==` or `!=` and a value",
                        consequence: "nothing was changed"))
            }
        }
        var refusals: [(host: TargetHost, reasons: [String], labels: [Label], isLabelsOnly: Bool)] = []
        var accepted: [HostName] = []
        for host in hosts {
            let labels = labels(of: host)
            var reasons: [String] = []
            var wanted: [Label] = []
            var isLabelsOnly = true
            for constraint in constraints where !isTaken(constraint) && !constraint.holds(on: host, labels: labels) {
                reasons.append(constraint.refusal(by: host, labels: labels))
                if case .label(let key) = constraint.key, constraint.comparison == .equal {
                    wanted.append(Label(key: key, value: constraint.value))
                } else {
                    isLabelsOnly = false
                }
            }
            // On a lone host a wrong platform is a missing prerequisite, and `check` says so.
            if hosts.count > 1, let reason = platformRefusal(of: service, by: host) {
                reasons.append(reason)
                isLabelsOnly = false
            }
            if reasons.isEmpty {
                accepted.append(host.name)
            } else {
                refusals.append((host, reasons, wanted, isLabelsOnly))
            }
        }
        guard accepted.isEmpty else { return accepted }
        // The fewest labels to give; only a host that lacks nothing but labels can be helped by them.
        let easiest = refusals.filter(\.isLabelsOnly).min { $0.labels.count < $1.labels.count }
        problems.append(
            Problem(
                "place.nowhere", .placement, "no host can run service `\(service.name)`",
                expected: service.constraints.joined(separator: ", "),
                found: refusals.map { "\($0.host.name) \($0.reasons.joined(separator: " and "))" }
                    .joined(separator: "; "),
                consequence: "nothing was changed",
                hint: easiest.map { easiest in
                    let labels = easiest.labels.map(\.description)
                    return hosts.count == 1
                        ? "use `--profile` with a profile that gives a lone host the label \(labels.joined(separator: ", ")) (`labels: \"*\"` gives all)"
                        : "`valise hosts label \(easiest.host.name) \(labels.joined(separator: " "))`"
                } ?? "change the constraints in the Compose file and pack again"))
        return []
    }

    private func labels(of host: TargetHost) -> [Label] {
        guard hosts.count == 1, case .these(let labels) = profile?.loneHostLabels else { return host.labels }
        return host.labels + labels
    }

    /// A lone host is taken to have every label that is asked for, where the profile says `*`.
    private func isTaken(_ constraint: Constraint) -> Bool {
        guard hosts.count == 1, case .allAskedFor = profile?.loneHostLabels, case .label = constraint.key else {
            return false
        }
        return true
    }

    private func platformRefusal(of service: DesiredService, by host: TargetHost) -> String? {
        guard let image = state.images.first(where: { $0.reference == service.image }) else { return nil }
        let fits = image.platforms.contains { built in
            built.platform.runs(on: host.platform)
                && (service.platform.map { $0.normalized == built.platform.normalized } ?? true)
        }
        return fits
            ? nil
            : "is \(host.platform), the image is for \(image.platforms.map(\.platform.description).joined(separator: ", "))"
    }

    /// Services that must be together, in the order of the state.
    private func groups() -> [[DesiredService]] {
        var leader: [ServiceName: ServiceName] = [:]
        func find(_ name: ServiceName) -> ServiceName {
            var current = name
            while let next = leader[current], next != current { current = next }
            return current
        }
        let known = Set(state.services.map(\.name))
        for service in state.services {
            for other in service.together where known.contains(other) {
                let first = find(service.name)
                let second = find(other)
                if first != second { leader[max(first, second)] = min(first, second) }
            }
        }
        var groups: [ServiceName: [DesiredService]] = [:]
        var order: [ServiceName] = []
        for service in state.services {
            let head = find(service.name)
            if groups[head] == nil { order.append(head) }
            groups[head, default: []].append(service)
        }
        return order.compactMap { groups[$0] }
    }

    /// Data folders and volumes of the engine's own driver are on one host only.
    private func hasLocalData(_ service: DesiredService) -> Bool {
        let local = Set(
            state.volumes.filter { ($0.specification.driver ?? "local") == "local" && $0.specification.options == nil }
                .map(\.specification.name))
        return service.containers.contains { container in
            let sources =
                (container.specification.host.binds ?? []).map { String($0.prefix { $0 != ":" }) }
                + (container.specification.host.mounts ?? []).compactMap(\.source)
            return sources.contains { $0.hasPrefix(BindSource.data) || local.contains($0) }
        }
    }

    private func apart(_ group: [DesiredService], _ candidates: [ServiceName: [HostName]]) -> Problem {
        Problem(
            "place.apart", .placement,
            "no host can run \(group.map { "`\($0.name)`" }.joined(separator: ", ")) together, and they must be on one",
            found: group.map { service in
                "`\(service.name)` can run on "
                    + (candidates[service.name] ?? []).map(\.rawValue).joined(separator: ", ")
            }.joined(separator: "; "),
            consequence: "nothing was changed", hint: "give one host all the labels that they ask for")
    }
}
