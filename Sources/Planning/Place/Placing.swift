import Vocabulary

/// One run of `place`: what each service's hosts may be, which services stand together, a way to run all at once, and what to say of it.
struct Placing {
    let state: DesiredState
    let hosts: [TargetHost]
    let homes: DataHomes
    let publishing: ClusterPublishing?
    var eligibility: Eligibility
    var problems: [Problem] = []
    /// Of each service; empty for one that is not constrained.
    private(set) var constraints: [[Constraint]] = []
    /// Of each service.
    private(set) var allowed: [HostSet] = []
    let groups: PlacementGroups
    private let images: [ImageReference: BundledImage]

    init(
        state: DesiredState, hosts: [TargetHost], profile: Profile?, homes: DataHomes, publishing: ClusterPublishing?
    ) {
        self.state = state
        self.hosts = hosts
        self.homes = homes
        self.publishing = publishing
        eligibility = Eligibility(hosts: hosts, profile: profile)
        groups = PlacementGroups(state)
        images = Dictionary(state.images.map { ($0.reference, $0) }) { first, _ in first }
    }

    func image(of service: DesiredService) -> BundledImage? { images[service.image] }

    mutating func placement() throws(Problems) -> Placement {
        guard !hosts.isEmpty else {
            throw Problems(
                Problem(
                    "place.no-hosts", .placement, "cannot place \(state.installation): there are no hosts",
                    consequence: "nothing was changed"))
        }
        for service in state.services { judge(service) }
        if let problems = Problems(problems) { throw problems }
        var units = groups.groups.compactMap { unit(of: $0) }
        if let problems = Problems(problems) { throw problems }
        let shared = keepContestedPorts(of: &units)
        if eligibility.isCluster { judgeIngressPorts() }
        for unit in units { judgeCount(unit) }
        var loads = HostLoads(hosts: hosts)
        for unit in units where unit.kind == .everywhere { spread(unit, &loads, units) }
        if let problems = Problems(problems) { throw problems }
        let places: [[Int]]
        switch PlacementSearch(units: units, hostCount: hosts.count, loads: loads).run() {
        case .found(let found): places = found
        case .none: throw conflict(among: units, loads)
        case .undecided: throw Problems(undecided(units))
        }
        let sets = PlacementDivision(units: units, places: places, hostCount: hosts.count, loads: loads).sets()
        return result(units, sets, shared)
    }

    // MARK: One service

    private mutating func judge(_ service: DesiredService) {
        var own: [Constraint] = []
        var set = HostSet(all: hosts.count)
        for text in service.constraints {
            guard let constraint = Constraint(text) else {
                problems.append(noConstraint(text, service))
                continue
            }
            own.append(constraint)
            set.formIntersection(eligibility.hosts(fulfilling: constraint))
        }
        if eligibility.isCluster {
            // On a lone host a wrong platform is a missing prerequisite, and `check` says so.
            if let image = image(of: service) {
                set.formIntersection(eligibility.hosts(running: image, as: service.platform))
            }
            // What runs everywhere is not kept off a host for want of room: that is a fault, and said so.
            let need = Need(service.scheduling)
            if service.scheduling.mode != .global, !need.isNothing {
                set.formIntersection(eligibility.hosts(holding: need))
            }
        }
        constraints.append(own)
        allowed.append(set)
        if set.isEmpty, own.count == service.constraints.count { problems.append(nowhere(constraints.count - 1)) }
    }

    // MARK: Groups

    private mutating func unit(of members: [Int]) -> PlacementUnit? {
        var common = allowed[members[0]]
        for member in members.dropFirst() { common.formIntersection(allowed[member]) }
        guard !common.isEmpty else {
            problems.append(apart(members))
            return nil
        }
        let isHeld = members.count > 1 || members.contains { !groups.data[$0].isEmpty }
        var unit = PlacementUnit(
            members: members, kind: isHeld ? .pinned : .free, allowed: common, tasks: 1, perHost: .max, need: .nothing,
            ports: [])
        guard eligibility.isCluster else { return unit }
        let services = members.map { state.services[$0] }
        let global = services.count { $0.scheduling.mode == .global }
        guard global == 0 || global == services.count else {
            problems.append(mixedModes(members))
            return nil
        }
        if global > 0 { unit.kind = .everywhere }
        var isTooMany = false
        for service in services {
            let tasks = unit.kind == .everywhere ? 1 : service.containers.count
            let onOneHost = unit.kind == .free ? 1 : tasks
            unit.need += Need(service.scheduling) * onOneHost
            let ports = Set(hostPorts(of: service).map { HostPort($0) })
            if onOneHost > service.scheduling.maximumPerHost ?? .max || (onOneHost > 1 && !ports.isEmpty)
                || !ports.isDisjoint(with: unit.ports)
            {
                isTooMany = true
            }
            unit.ports.formUnion(ports)
            if unit.kind == .free {
                // A service that is scaled to nothing has its place all the same, for when it is scaled up.
                unit.tasks = max(1, tasks)
                unit.perHost = ports.isEmpty ? service.scheduling.maximumPerHost ?? .max : 1
            }
        }
        if isTooMany {
            problems.append(oneHostOnly(members))
            return nil
        }
        if unit.kind == .pinned {
            guard let kept = hosts(keepingDataOf: members, among: unit.allowed) else { return nil }
            unit.allowed = kept
        }
        return unit
    }

    /// Ports that one task on a host can have. A cluster without a routing mesh has no others.
    func hostPorts(of service: DesiredService) -> [DesiredService.PublishedPort] {
        service.scheduling.ports.filter { $0.mode == .host || publishing == .hostPorts }
    }

    /// A port that one unit alone publishes is in nobody's way. Gives, for each port that is left, who publishes it.
    private func keepContestedPorts(of units: inout [PlacementUnit]) -> [HostPort: [Int]] {
        var owners: [HostPort: [Int]] = [:]
        for (index, unit) in units.enumerated() { for port in unit.ports { owners[port, default: []].append(index) } }
        owners = owners.filter { $0.value.count > 1 }
        for index in units.indices { units[index].ports = units[index].ports.filter { owners[$0] != nil } }
        return owners
    }

    /// What runs on every allowed host takes its part there before anything else.
    private mutating func spread(_ unit: PlacementUnit, _ loads: inout HostLoads, _ units: [PlacementUnit]) {
        for host in unit.allowed.indices {
            if !loads.fits(unit, on: host) {
                problems.append(noRoomEverywhere(unit, host, loads, units))
                return
            }
            loads.take(unit, on: host)
        }
    }

    // MARK: The result

    private func result(_ units: [PlacementUnit], _ sets: [HostSet], _ shared: [HostPort: [Int]]) -> Placement {
        var names: [HostSet: [HostName]] = [:]
        var assignments = [Placement.Assignment?](repeating: nil, count: state.services.count)
        for (index, unit) in units.enumerated() {
            // Equal sets share one list in memory.
            let chosen = names[sets[index]] ?? sets[index].indices.map { hosts[$0].name }
            names[sets[index]] = chosen
            for member in unit.members {
                let service = state.services[member]
                assignments[member] = Placement.Assignment(
                    service: service.name, hosts: chosen, kind: Self.kind(of: unit), constraints: service.constraints,
                    spread: service.scheduling.spread, reasons: reasons(member, unit, index, units, shared))
            }
        }
        let services = assignments.compactMap { $0 }
        guard eligibility.isCluster else { return Placement(services: services, hosts: hosts.map(\.name)) }
        var notes = PlacementNotes(placing: self, units: units, sets: sets)
        return Placement(services: services, hosts: hosts.map(\.name), notes: notes.all())
    }

    private static func kind(of unit: PlacementUnit) -> Placement.Assignment.Kind {
        switch unit.kind {
        case .pinned: .pinned
        case .everywhere: .everywhere
        case .free: .candidates
        }
    }

    private func reasons(
        _ member: Int, _ unit: PlacementUnit, _ index: Int, _ units: [PlacementUnit], _ shared: [HostPort: [Int]]
    ) -> [String] {
        var reasons = state.services[member].constraints.map { "`\($0)`" }
        if !groups.data[member].isEmpty {
            let isThere = homes(of: [member]).keys.contains { name in
                unit.kind == .pinned && unit.allowed.count == 1
                    && unit.allowed.next(from: 0).map { hosts[$0].name == name } ?? false
            }
            reasons.append(
                "data of its own\(isThere ? ", there already" : ""): "
                    + groups.data[member].map { "`\(Self.shown($0))`" }.joined(separator: ", "))
        }
        let company = unit.members.filter { $0 != member }
        if !company.isEmpty { reasons.append("together with " + quoted(company)) }
        guard unit.kind != .pinned else { return reasons }
        for port in unit.ports.sorted() {
            let rivals = (shared[port] ?? []).filter { $0 != index }.flatMap { units[$0].members }
            reasons.append("port \(port) of its hosts, which \(quoted(rivals)) publishes too")
        }
        return reasons
    }

    /// A data folder as the Compose file gives it.
    static func shown(_ source: String) -> String {
        source.hasPrefix(BindSource.data) ? String(source.dropFirst(BindSource.data.count)) : source
    }

    /// At most five by name.
    func quoted(_ members: [Int]) -> String {
        let names = members.prefix(5).map { "`\(state.services[$0].name)`" }.joined(separator: ", ")
        return members.count > 5 ? "\(names) and \(members.count - 5) more" : names
    }
}
