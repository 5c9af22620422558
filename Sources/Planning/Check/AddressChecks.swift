import Vocabulary

/// Subnets of our networks against the host's routes and the engine's other networks, and whether its pools have room.
struct AddressChecks {
    let state: DesiredState
    let engine: EngineFacts
    let machine: MachineFacts
    let context: CheckContext

    /// Pools of an engine that names none: Docker Engine, `libnetwork/ipamutils`.
    static let defaultPools = [
        "172.17.0.0/16 size 16", "172.18.0.0/16 size 16", "172.19.0.0/16 size 16", "172.20.0.0/14 size 16",
        "172.24.0.0/14 size 16", "172.28.0.0/14 size 16", "192.168.0.0/16 size 20",
    ]

    func finding() -> Finding {
        let ours = Set(engine.networks.filter { context.owns($0.labels) }.map(\.name))
        // What is ours and there has its subnet, and its route is our own.
        let ownSubnets = engine.networks.filter { ours.contains($0.name) }.flatMap(\.subnets).compactMap { Subnet($0) }
        // Of where it runs, nobody here knows the routes.
        let routes = (engine.isElsewhere ? [] : machine.routes).compactMap { route in
            Subnet(route.subnet).map { ($0, route) }
        }
        .filter { subnet, _ in !ownSubnets.contains(subnet) }
        let taken = engine.networks.filter { !ours.contains($0.name) }
            .flatMap { network in network.subnets.compactMap { Subnet($0).map { ($0, network.name) } } }
        let needed = "subnets that nothing else uses"
        var wrong: [String] = []
        var open = 0
        for network in state.networks where !network.isExternal {
            let asked = network.specification.ipam?.pools?.compactMap(\.subnet) ?? []
            if asked.isEmpty, usesPool(network), !ours.contains(network.specification.name) { open += 1 }
            for text in asked {
                guard let subnet = Subnet(text) else {
                    wrong.append("`\(text)` of network \(network.specification.name) is no subnet")
                    continue
                }
                if ownSubnets.contains(subnet) { continue }
                if let other = taken.first(where: { $0.0.overlaps(subnet) }) {
                    wrong.append("\(text) of network \(network.specification.name) overlaps network \(other.1)")
                } else if let route = routes.first(where: { $0.0.overlaps(subnet) }) {
                    wrong.append(
                        "\(text) of network \(network.specification.name) overlaps the route \(route.1.subnet) on \(route.1.device)"
                    )
                }
            }
        }
        if !wrong.isEmpty {
            return .failed(
                wrong.joined(separator: "; "), needed: needed,
                remedy: "give the network another subnet, or remove what overlaps with `docker network rm`")
        }
        guard open > 0 else { return .passed("no new networks", needed: needed) }
        let free = freeBlocks(besides: taken.map(\.0) + ownSubnets + routes.map(\.0), enough: open)
        return free >= open
            ? .passed("room for \(open == 1 ? "1 network" : "\(open) networks")", needed: needed)
            : .failed(
                "room for \(free) of \(open) networks: the engine's address pools are used up, or overlap the host's routes",
                needed: needed,
                remedy:
                    "remove unused networks with `docker network prune`, or add `default-address-pools` to /etc/docker/daemon.json"
            )
    }

    private func usesPool(_ network: DesiredNetwork) -> Bool {
        ["", "bridge", "macvlan", "ipvlan"].contains(network.specification.driver ?? "")
    }

    /// How many blocks of the pools overlap nothing, counted up to `enough`.
    private func freeBlocks(besides used: [Subnet], enough: Int) -> Int {
        var count = 0
        for pool in engine.addressPools.isEmpty ? Self.defaultPools : engine.addressPools {
            let words = pool.split(separator: " ")
            guard let base = words.first.flatMap({ Subnet($0) }), base.bytes.count == 4 else { continue }
            let size = words.count == 3 ? Int(words[2]) ?? base.length : base.length
            // More than the engine could have networks; keeps a pool of /8 cut to /30 small.
            for block in base.blocks(of: size, limit: 4096) where !used.contains(where: { $0.overlaps(block) }) {
                count += 1
                if count >= enough { return count }
            }
        }
        return count
    }
}
