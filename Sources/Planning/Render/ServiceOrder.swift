import Compose
import Vocabulary

/// Dependencies before dependents.
enum ServiceOrder {
    /// The services in an order in which they can be started; where nothing decides, by name. Throws `render.cycle` (10), once for each circle found.
    static func sorted(_ services: [ComposeService]) throws(Problems) -> [ComposeService] {
        let byName = Dictionary(services.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var done: Set<ServiceName> = []
        var path: [ServiceName] = []
        var result: [ComposeService] = []
        var problems: [Problem] = []

        func visit(_ service: ComposeService) {
            guard !done.contains(service.name) else { return }
            if let begin = path.firstIndex(of: service.name) {
                let circle = (path[begin...] + [service.name]).map(\.rawValue).joined(separator: " → ")
                problems.append(
                    Problem(
                        "render.cycle", .definition, at: service.position,
                        "services wait for each other in a circle: \(circle)",
                        expected: "an order in which they can be started", consequence: "nothing was changed",
                        hint: "take one `depends_on` of them away"))
                return
            }
            path.append(service.name)
            for dependency in service.dependsOn.map(\.service).sorted() {
                if let next = byName[dependency] { visit(next) }
            }
            path.removeLast()
            if done.insert(service.name).inserted { result.append(service) }
        }
        for service in services.sorted(by: { $0.name < $1.name }) { visit(service) }
        if let problems = Problems(problems) { throw problems }
        return result
    }
}
