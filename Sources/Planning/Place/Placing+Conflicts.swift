import Vocabulary

/// Why services that have hosts each cannot all have them at once.
extension Placing {
    private static let shownUnits = 20

    /// What runs on every host finds one where it cannot.
    func noRoomEverywhere(_ unit: PlacementUnit, _ host: Int, _ loads: HostLoads, _ units: [PlacementUnit]) -> Problem {
        let rivals = units.filter { other in
            other.kind == .everywhere && other.members != unit.members && other.allowed.contains(host)
        }
        let name = hosts[host].name
        if let port = unit.ports.sorted().first(where: { loads.has($0, on: host) }) {
            let others = rivals.filter { $0.ports.contains(port) }.flatMap(\.members)
            return problem(
                "place.port-conflict",
                "\(quoted(unit.members)) and \(quoted(others)) run on every host and publish port \(port) there",
                expected: "no host that may run both", found: "`\(name)` may run both",
                hint: "give one of them another port, or constraints that keep them apart, in the Compose file")
        }
        return problem(
            "place.no-room", "\(quoted(unit.members)) runs on every host, and `\(name)` has no room for it",
            expected: unit.need.text, found: "`\(name)` \(loads.room[host].refusal(of: unit.need) ?? "is full")",
            hint: "reserve less in the Compose file, or use a larger host")
    }

    /// The search found no way: for each port, then for what is reserved, whether it is in the way by itself.
    func conflict(among units: [PlacementUnit], _ loads: HostLoads) -> Problems {
        var found: [Problem] = []
        for port in Set(units.flatMap(\.ports)).sorted() {
            let rivals = units.filter { $0.ports.contains(port) }.map { unit in
                var alone = unit
                alone.ports = [port]
                alone.need = .nothing
                return alone
            }
            if case .none = search(rivals) { found.append(portConflict(port, rivals)) }
        }
        if let problems = Problems(found) { return problems }
        let greedy = units.filter { !$0.need.isNothing }.map { unit in
            var alone = unit
            alone.ports = []
            return alone
        }
        if case .none = search(greedy) { return Problems(noRoom(greedy, loads)) }
        return Problems(
            problem(
                "place.conflict",
                "the services that publish ports of their hosts and reserve memory or processors cannot all run at once",
                found: described(units.filter(\.isHard)),
                hint: "reserve less in the Compose file, give one of them another port, or use more hosts"))
    }

    func undecided(_ units: [PlacementUnit]) -> Problem {
        problem(
            "place.undecided",
            "no way to run all services at once was found; the search was given up after \(PlacementSearch.limit) looks, and there may be one",
            found: described(units.filter(\.isHard)),
            hint: "pin the services that publish ports of their hosts, or reserve the most, to hosts by labels")
    }

    private func search(_ units: [PlacementUnit]) -> PlacementSearch.Outcome {
        var loads = HostLoads(hosts: hosts)
        for unit in units where unit.kind == .everywhere {
            unit.allowed.forEach { loads.take(unit, on: $0) }
        }
        return PlacementSearch(units: units, hostCount: hosts.count, loads: loads).run()
    }

    private func portConflict(_ port: HostPort, _ rivals: [PlacementUnit]) -> Problem {
        var reached = HostSet(none: hosts.count)
        for unit in rivals { reached.formUnion(unit.allowed) }
        let change = rivals.filter { $0.kind != .everywhere }
            .compactMap { unit in smallestChange(for: unit.members) { !reached.contains($0) } }
            .min { $0.isSmaller(than: $1) }
        return problem(
            "place.port-conflict",
            "\(quoted(rivals.flatMap(\.members))) publish port \(port) of their hosts, and there are too few hosts for that",
            expected: "a host of its own for each instance", found: described(rivals),
            hint: change.map(command)
                ?? "give one of them another port, or publish it by the cluster (`mode: ingress`), in the Compose file")
    }

    private func noRoom(_ units: [PlacementUnit], _ loads: HostLoads) -> Problem {
        let room = hosts.indices.prefix(Self.shownUnits).map { index in
            let left = loads.room[index]
            let known = Need(
                memory: left.memory == .max ? 0 : left.memory, nanoCPUs: left.nanoCPUs == .max ? 0 : left.nanoCPUs)
            return "\(hosts[index].name) has \(known.isNothing ? "an unknown amount" : known.text)"
        }
        return problem(
            "place.no-room", "what services reserve does not fit on the hosts that may run them",
            expected: described(units), found: room.joined(separator: "; ") + more(than: Self.shownUnits),
            hint: "reserve less in the Compose file, or use more or larger hosts")
    }

    /// "`web` 2 times 1.0 GiB of memory on h1, h2; …".
    private func described(_ units: [PlacementUnit]) -> String {
        let texts = units.prefix(Self.shownUnits).map { unit in
            var text = quoted(unit.members)
            if unit.tasks > 1 { text += " \(unit.tasks) times" }
            if !unit.need.isNothing { text += " \(unit.need.text)" }
            return text + (unit.kind == .everywhere ? " on each of " : " on ") + names(unit.allowed)
        }
        return texts.joined(separator: "; ")
            + (units.count > Self.shownUnits ? "; and \(units.count - Self.shownUnits) more" : "")
    }
}
