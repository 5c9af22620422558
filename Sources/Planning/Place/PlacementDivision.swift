import Vocabulary

/// From one way to run everything to the sets within which the scheduler may choose.
struct PlacementDivision {
    let units: [PlacementUnit]
    let places: [[Int]]
    let hostCount: Int
    /// With what runs everywhere.
    let loads: HostLoads

    /// The hosts of each unit. Units that publish the same port get hosts of their own: the ones found, and of the rest as many as come to each, for when one fails.
    func sets() -> [HostSet] {
        var fixed = loads
        for (unit, hosts) in zip(units, places) where unit.kind == .pinned {
            for host in hosts { fixed.take(unit, on: host) }
        }
        var sets = zip(units, places).map { unit, hosts -> HostSet in
            switch unit.kind {
            case .pinned: return HostSet(hostCount) { hosts.contains($0) }
            case .everywhere: return unit.allowed
            case .free where !unit.ports.isEmpty: return HostSet(hostCount) { hosts.contains($0) }
            case .free where !unit.need.isNothing:
                return HostSet(hostCount) { unit.allowed.contains($0) && fixed.fits(unit, on: $0) }
            case .free: return unit.allowed
            }
        }
        let rivals = units.indices.filter { units[$0].kind == .free && !units[$0].ports.isEmpty }
        var taken = fixed
        for index in rivals { for host in places[index] { taken.take(units[index].portsOnly, on: host) } }
        for host in 0..<hostCount {
            while true {
                let open = rivals.filter { index in
                    !sets[index].contains(host) && units[index].allowed.contains(host)
                        && taken.fits(units[index].portsOnly, on: host) && fixed.fits(units[index], on: host)
                }
                guard let first = open.min(by: { sets[$0].count < sets[$1].count }) else { break }
                sets[first].insert(host)
                taken.take(units[first].portsOnly, on: host)
            }
        }
        return sets
    }
}

extension PlacementUnit {
    fileprivate var portsOnly: PlacementUnit {
        var unit = self
        unit.need = .nothing
        return unit
    }
}
