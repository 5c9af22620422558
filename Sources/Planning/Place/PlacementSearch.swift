import Vocabulary

/// Looks for a host for every task, so that none takes another's port or room. First as it comes, what has no choice before the others, each unit to the host with the fewest pinned ones; where
/// that leads nowhere, through all ways in order, the most constrained units first.
struct PlacementSearch {
    enum Outcome {
        /// The hosts of each unit's tasks; empty for one that runs everywhere, and for one that can run anywhere in its set whatever the others do.
        case found([[Int]])
        case none
        /// Too many ways to look at.
        case undecided
    }

    /// Looks at a host for a task before a search is given up: some tenths of a second.
    static let limit = 4_000_000

    let units: [PlacementUnit]
    let hostCount: Int
    /// With what runs everywhere.
    let loads: HostLoads

    func run() -> Outcome {
        // What has no choice goes first, so that others see where it is.
        let bound = units.map { $0.kind == .pinned && $0.allowed.count == 1 }
        let easiest = units.indices.filter { bound[$0] } + units.indices.filter { !bound[$0] }
        if let places = greedy(easiest.filter { units[$0].kind != .everywhere }, loads, into: empty)?.places {
            return .found(places)
        }
        let order = units.indices.filter { units[$0].isHard }.sorted { left, right in
            let (first, second) = (units[left].allowed.count, units[right].allowed.count)
            guard first == second else { return first < second }
            let (greater, lesser) = (units[left].need, units[right].need)
            return (greater.memory, greater.nanoCPUs, right) > (lesser.memory, lesser.nanoCPUs, left)
        }
        switch exhaustive(order) {
        case .found(let places, let loads):
            let easy = units.indices.filter { units[$0].kind == .pinned && !units[$0].isHard }
            return greedy(easy, loads, into: places).map { .found($0.places) } ?? .none
        case .none: return .none
        case .undecided: return .undecided
        }
    }

    private var empty: [[Int]] { [[Int]](repeating: [], count: units.count) }

    /// `nil` where a unit finds no host any more.
    private func greedy(
        _ order: [Int], _ loads: HostLoads, into places: [[Int]]
    ) -> (places: [[Int]], loads: HostLoads)? {
        var loads = loads
        var places = places
        var start = 0
        for index in order {
            let unit = units[index]
            if unit.kind == .pinned {
                var chosen: Int?
                unit.allowed.forEach { host in
                    guard loads.fits(unit, on: host) else { return }
                    if let best = chosen, loads.pinned[best] <= loads.pinned[host] { return }
                    chosen = host
                }
                guard let chosen else { return nil }
                loads.take(unit, on: chosen)
                places[index] = [chosen]
            } else if unit.isHard {
                // From where the last one ended, so that tasks do not pile up on the first hosts.
                var left = unit.tasks
                var used: [Int: Int] = [:]
                for round in 0..<min(unit.perHost, unit.tasks) where left > 0 {
                    var next = unit.allowed.next(from: start) ?? unit.allowed.next(from: 0)
                    for _ in 0..<unit.allowed.count {
                        guard left > 0, let host = next else { break }
                        if used[host, default: 0] <= round, loads.fits(unit, on: host) {
                            used[host, default: 0] += 1
                            loads.take(unit, on: host)
                            places[index].append(host)
                            left -= 1
                            start = host + 1
                        }
                        next = unit.allowed.next(from: host + 1) ?? unit.allowed.next(from: 0)
                    }
                }
                guard left == 0 else { return nil }
            }
        }
        return (places, loads)
    }

    private enum Walk {
        case found([[Int]], HostLoads)
        case none
        case undecided
    }

    /// Depth first, without recursion, since thousands of tasks would not fit on a stack.
    private func exhaustive(_ order: [Int]) -> Walk {
        let tasks = order.flatMap { index in [Int](repeating: index, count: units[index].tasks) }
        var chosen = [Int](repeating: 0, count: tasks.count)
        var next = [Int](repeating: 0, count: tasks.count)
        var loads = loads
        var looks = 0
        var depth = 0
        while depth < tasks.count {
            let unit = units[tasks[depth]]
            var candidate = unit.allowed.next(from: next[depth])
            while let host = candidate {
                looks += 1
                guard looks <= Self.limit else { return .undecided }
                if loads.fits(unit, on: host), isBelowMaximum(host, tasks, chosen, depth) { break }
                candidate = unit.allowed.next(from: host + 1)
            }
            if let host = candidate {
                loads.take(unit, on: host)
                chosen[depth] = host
                next[depth] = host + 1
                depth += 1
                // Tasks of one unit are alike: only ways in which their hosts ascend are looked at.
                if depth < tasks.count { next[depth] = tasks[depth] == tasks[depth - 1] ? host : 0 }
            } else {
                guard depth > 0 else { return .none }
                depth -= 1
                loads.give(units[tasks[depth]], on: chosen[depth])
            }
        }
        var places = empty
        for (task, host) in zip(tasks, chosen) { places[task].append(host) }
        return .found(places, loads)
    }

    /// As hosts ascend, tasks of one unit on one host stand beside each other.
    private func isBelowMaximum(_ host: Int, _ tasks: [Int], _ chosen: [Int], _ depth: Int) -> Bool {
        let most = units[tasks[depth]].perHost
        guard depth >= most else { return true }
        return !((depth - most)..<depth).allSatisfy { tasks[$0] == tasks[depth] && chosen[$0] == host }
    }
}

extension PlacementUnit {
    /// Whether others can be in its way.
    var isHard: Bool { kind != .everywhere && (!need.isNothing || !ports.isEmpty) }
}
