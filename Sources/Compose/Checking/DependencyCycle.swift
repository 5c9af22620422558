import Vocabulary

/// Services that wait for each other in a circle.
enum DependencyCycle {
    /// Depth first, in the order of names, with a stack of its own: a chain may be as long as the file allows.
    static func report(_ services: ComposeMapping, _ findings: Findings) {
        var finished: Set<String> = []
        for start in services.keys.sorted() where !finished.contains(start) {
            var path = [start]
            var places = [start: 0]
            var pending = [dependencies(of: start, services)[...]]
            while let name = path.last {
                guard let next = pending[pending.count - 1].popFirst() else {
                    finished.insert(name)
                    path.removeLast()
                    pending.removeLast()
                    places[name] = nil
                    continue
                }
                if let place = places[next] {
                    findings.error(
                        "compose.dependency-cycle",
                        at: services[name]?["depends_on"]?.mapping?.entry(next)?.keyPosition,
                        "services depend on each other in a circle: "
                            + (path[place...] + [next]).joined(separator: " → "),
                        hint:
                            "take one of them out of the other's `depends_on`, `links`, `volumes_from` or `network_mode`"
                    )
                } else if !finished.contains(next) {
                    places[next] = path.count
                    path.append(next)
                    pending.append(dependencies(of: next, services)[...])
                }
            }
        }
    }

    private static func dependencies(of name: String, _ services: ComposeMapping) -> [String] {
        (services[name]?["depends_on"]?.mapping?.keys ?? []).filter { services[$0] != nil }.sorted()
    }
}
