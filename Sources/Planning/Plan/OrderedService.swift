import Vocabulary

/// What is started in the order of its dependencies: on one host, and on a cluster.
protocol OrderedService {
    var name: ServiceName { get }
    var dependencies: [DesiredService.Dependency] { get }
}

extension ResolvedService: OrderedService {}
extension ClusterService: OrderedService {}

extension Array where Element: OrderedService {
    /// Stable, dependencies first; of the services that could come next, those that wait for nobody come before those that do.
    var sortedByWaiting: [Element] {
        var left = self
        var placed: Set<ServiceName> = []
        let present = Set(map(\.name))
        var result: [Element] = []
        while !left.isEmpty {
            let isFree = { (service: Element) in
                service.dependencies.allSatisfy { placed.contains($0.service) || !present.contains($0.service) }
            }
            let waits = { (service: Element) in service.dependencies.contains { $0.condition != .started } }
            let index =
                left.firstIndex { isFree($0) && !waits($0) } ?? left.firstIndex(where: isFree)
                ?? left.startIndex  // a cycle, which `render` refuses: the order of the definition
            let next = left.remove(at: index)
            placed.insert(next.name)
            result.append(next)
        }
        return result
    }
}
