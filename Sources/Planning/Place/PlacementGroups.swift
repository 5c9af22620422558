import Vocabulary

/// Which services must be on one host, and which have data there.
struct PlacementGroups {
    /// For each service the local volumes and data folders that it mounts, in the order of its mounts.
    let data: [[String]]
    /// Places in the desired state: each service in one group, groups in the order of their first.
    let groups: [[Int]]

    init(_ state: DesiredState) {
        let local = Set(
            state.volumes.filter { ($0.specification.driver ?? "local") == "local" && $0.specification.options == nil }
                .map(\.specification.name))
        data = state.services.map { Self.data(of: $0, local) }
        var leaders = Leaders(count: state.services.count)
        let places = Dictionary(state.services.enumerated().map { ($1.name, $0) }) { first, _ in first }
        for (index, service) in state.services.enumerated() {
            for other in service.together { if let place = places[other] { leaders.join(index, place) } }
        }
        // On two hosts one volume's name is two volumes, and a folder two folders: who shares data shares the host.
        var owners: [String: Int] = [:]
        for (index, names) in data.enumerated() {
            for name in names {
                if let owner = owners[name] { leaders.join(index, owner) } else { owners[name] = index }
            }
        }
        for (name, owner) in owners where name.hasPrefix(BindSource.data) {
            for (place, character) in zip(name.indices, name) where character == "/" {
                if let outer = owners[String(name[..<place])] { leaders.join(owner, outer) }
            }
        }
        var members: [Int: [Int]] = [:]
        for index in state.services.indices { members[leaders.leader(of: index), default: []].append(index) }
        groups = members.sorted { $0.key < $1.key }.map(\.value)
    }

    /// Data folders and volumes of the engine's own driver are on one host only.
    private static func data(of service: DesiredService, _ local: Set<String>) -> [String] {
        var found: [String] = []
        for container in service.containers {
            let sources =
                (container.specification.host.binds ?? []).map { String($0.prefix { $0 != ":" }) }
                + (container.specification.host.mounts ?? []).compactMap(\.source)
            for source in sources where source.hasPrefix(BindSource.data) || local.contains(source) {
                if !found.contains(source) { found.append(source) }
            }
        }
        return found
    }

    /// Disjoint sets, each led by its first member (Tarjan 1975, with path halving).
    private struct Leaders {
        private var parents: [Int]
        init(count: Int) { parents = Array(0..<count) }

        mutating func leader(of index: Int) -> Int {
            var index = index
            while parents[index] != index {
                parents[index] = parents[parents[index]]
                index = parents[index]
            }
            return index
        }

        mutating func join(_ left: Int, _ right: Int) {
            let (first, second) = (leader(of: left), leader(of: right))
            if first != second { parents[max(first, second)] = min(first, second) }
        }
    }
}
