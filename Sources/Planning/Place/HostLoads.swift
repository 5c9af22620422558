import Vocabulary

/// What is taken of each host: reserved memory and processors, ports, and how many pinned units sit there.
struct HostLoads {
    private(set) var room: [Need]
    private var ports: [Set<HostPort>]
    private(set) var pinned: [Int]

    init(hosts: [TargetHost]) {
        room = hosts.map { Need(roomOf: $0) }
        ports = [Set<HostPort>](repeating: [], count: hosts.count)
        pinned = [Int](repeating: 0, count: hosts.count)
    }

    func fits(_ unit: PlacementUnit, on host: Int) -> Bool {
        room[host].covers(unit.need) && (unit.ports.isEmpty || ports[host].isDisjoint(with: unit.ports))
    }

    func has(_ port: HostPort, on host: Int) -> Bool { ports[host].contains(port) }

    /// One task of a free unit, one of a unit that runs everywhere, or all of a pinned one.
    mutating func take(_ unit: PlacementUnit, on host: Int) {
        if !unit.need.isNothing { room[host] = room[host] - unit.need }
        if !unit.ports.isEmpty { ports[host].formUnion(unit.ports) }
        if unit.kind == .pinned { pinned[host] += 1 }
    }

    /// Takes it back; only what was taken.
    mutating func give(_ unit: PlacementUnit, on host: Int) {
        if !unit.need.isNothing {
            room[host] = room[host] - Need(memory: -unit.need.memory, nanoCPUs: -unit.need.nanoCPUs)
        }
        if !unit.ports.isEmpty { ports[host].subtract(unit.ports) }
        if unit.kind == .pinned { pinned[host] -= 1 }
    }
}
