import Vocabulary

/// What a person should know of a placement that holds.
struct PlacementNotes {
    let placing: Placing
    let units: [PlacementUnit]
    let sets: [HostSet]
    /// Services that ask for the same are helped by the same.
    private var remedies: [Remedy: String?] = [:]

    private struct Remedy: Hashable {
        var constraints: [String]
        var image: ImageReference
        var need: Need
        var hosts: HostSet
    }

    init(placing: Placing, units: [PlacementUnit], sets: [HostSet]) {
        self.placing = placing
        self.units = units
        self.sets = sets
    }

    private var hosts: [TargetHost] { placing.hosts }

    mutating func all() -> [Problem] {
        var notes: [Problem] = []
        for (unit, set) in zip(units, sets) {
            switch unit.kind {
            case .pinned: notes += [pinned(unit, set)] + left(unit, set)
            case .everywhere: notes += everywhere(unit)
            case .free: if set.count == 1 { notes.append(single(unit, set)) }
            }
        }
        return notes + unusedLabels() + unknownFacts()
    }

    private func pinned(_ unit: PlacementUnit, _ set: HostSet) -> Problem {
        let data = unit.members.flatMap { placing.groups.data[$0] }.map { Placing.shown($0) }
        let names = Array(Set(data)).sorted().prefix(5).map { "`\($0)`" }.joined(separator: ", ")
        return note(
            "place.pinned", .note,
            "\(placing.quoted(unit.members)) \(unit.members.count == 1 ? "is" : "are") pinned to host \(host(set)): "
                + (data.isEmpty ? "they must be together" : "local data (\(names))"),
            consequence: "when that host fails, \(unit.members.count == 1 ? "it does" : "they do") not move to another",
            hint: nil)
    }

    /// Data that services do not find where they are now.
    private func left(_ unit: PlacementUnit, _ set: HostSet) -> [Problem] {
        guard let now = set.next(from: 0).map({ hosts[$0].name }) else { return [] }
        return placing.homes(of: unit.members).filter { $0.key != now }.sorted { $0.key < $1.key }.map { host, data in
            let isGone = !hosts.contains { $0.name == host }
            return note(
                "place.data-left", .warning,
                "data of \(placing.quoted(unit.members)) (\(Placing.listed(data))) is on host `\(host)`"
                    + (isGone ? ", which is none of these hosts" : ", and stays there"),
                consequence: "\(unit.members.count == 1 ? "it begins" : "they begin") without it on `\(now)`",
                hint: isGone
                    ? "name it among the hosts if it is still there; nothing has to be done where it is gone for good"
                    : nil)
        }
    }

    private mutating func single(_ unit: PlacementUnit, _ set: HostSet) -> Problem {
        note(
            "place.single-host", .warning,
            "only host \(host(set)) may run \(placing.quoted(unit.members))",
            consequence: "when that host fails, it stops, although it has no data there", hint: remedy(unit, set))
    }

    private mutating func remedy(_ unit: PlacementUnit, _ set: HostSet) -> String? {
        let service = placing.state.services[unit.members[0]]
        let key = Remedy(
            constraints: service.constraints, image: service.image, need: Need(service.scheduling), hosts: set)
        if let known = remedies[key] { return known }
        let found = placing.smallestChange(for: unit.members) { !set.contains($0) }.map(placing.command)
        remedies[key] = .some(found)
        return found
    }

    /// Data that is another on each host, and hosts that are left out because of their platform.
    private func everywhere(_ unit: PlacementUnit) -> [Problem] {
        var notes: [Problem] = []
        if unit.members.contains(where: { !placing.groups.data[$0].isEmpty }) {
            notes.append(
                note(
                    "place.data-on-each-host", .note,
                    "\(placing.quoted(unit.members)) runs on every host, and has data of its own on each",
                    consequence: "what one instance writes, the others do not see", hint: nil))
        }
        for member in unit.members {
            let service = placing.state.services[member]
            guard let image = placing.image(of: service) else { continue }
            let refusals = hosts.indices.filter { !unit.allowed.contains($0) }.compactMap { index in
                placing.eligibility.platformRefusal(of: image, as: service.platform, by: hosts[index])
                    .map { "\(hosts[index].name) \($0)" }
            }
            guard !refusals.isEmpty else { continue }
            notes.append(
                note(
                    "place.not-everywhere", .warning, "service `\(service.name)` does not run on every host",
                    found: refusals.prefix(20).joined(separator: "; ")
                        + (refusals.count > 20 ? "; and \(refusals.count - 20) more" : ""),
                    hint: "pack the bundle for those platforms, too: `valise pack --platform …`"))
        }
        return notes
    }

    /// A label that no constraint and no preference speaks of: perhaps it is misspelt, here or there.
    private func unusedLabels() -> [Problem] {
        var asked: Set<Label> = []
        for constraint in placing.constraints.joined() {
            if case .label(let key) = constraint.key {
                asked.insert(Label(key: key, value: constraint.value.lowercased()))
            }
        }
        let spread = Set(placing.state.services.flatMap(\.scheduling.spread))
        let keys = Set(asked.map(\.key)).sorted()
        var holders: [Label: HostSet] = [:]
        for (index, host) in hosts.enumerated() {
            for label in host.labels where !spread.contains("node.labels.\(label.key)") {
                guard !asked.contains(Label(key: label.key, value: label.value.lowercased())) else { continue }
                holders[label, default: HostSet(none: hosts.count)].insert(index)
            }
        }
        return holders.sorted { $0.key < $1.key }.map { label, set in
            note(
                "place.label-unused", .note, "no service asks for the label `\(label)`",
                found: "on \(placing.names(set))",
                hint: NearestName.of(label.key, among: keys.filter { $0 != label.key }).map {
                    "services ask for `node.labels.\($0)`: did you mean that?"
                })
        }
    }

    /// What could not be judged, since nobody knows it yet.
    private func unknownFacts() -> [Problem] {
        let services = placing.state.services
        let needs = services.map { Need($0.scheduling) }
        let unknown: [(String, [TargetHost])] = [
            ("platform", hosts.filter { $0.platform == nil }),
            ("memory", needs.contains { $0.memory > 0 } ? hosts.filter { $0.memory == nil } : []),
            ("cpus", needs.contains { $0.nanoCPUs > 0 } ? hosts.filter { $0.cpus == nil } : []),
        ]
        return unknown.filter { !$0.1.isEmpty }.map { key, hosts in
            note(
                "place.not-known", .note, "the \(key == "cpus" ? "processors" : key) of some hosts are not known",
                found: hosts.prefix(20).map(\.name.rawValue).joined(separator: ", ")
                    + (hosts.count > 20 ? " and \(hosts.count - 20) more" : ""),
                consequence: "they are taken to be enough", hint: "state `\(key)` in the inventory until it is measured"
            )
        }
    }

    private func host(_ set: HostSet) -> String { set.next(from: 0).map { "`\(hosts[$0].name)`" } ?? "" }

    private func note(
        _ code: ProblemCode, _ severity: Problem.Severity, _ message: String, found: String? = nil,
        consequence: String? = nil, hint: String?
    ) -> Problem {
        Problem(
            code, .placement, severity: severity, message, found: found, consequence: consequence, hint: hint)
    }
}
