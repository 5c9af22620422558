import Planning
import Testing
import Vocabulary

/// Against a slower and simpler judge, over many small targets.
@Suite struct RandomPlaceTests {
    @Test func everyPlacementHoldsAndEveryRefusalIsDue() throws {
        var generator = CountingGenerator()
        var placed = 0
        for _ in 0..<500 {
            let hosts = (1...Int.random(in: 2...4, using: &generator)).map { number in
                PlaceTests.host(
                    "h\(number)",
                    ["a", "b"].filter { _ in Bool.random(using: &generator) }
                        .map { "\($0)=\(Int.random(in: 0...1, using: &generator))" })
            }
            let services = (1...3).map { number in
                PlaceTests.service(
                    "s\(number)",
                    ["a", "b"].filter { _ in Bool.random(using: &generator) }.map { key in
                        let sign = Bool.random(using: &generator) ? "==" : "!="
                        return "node.labels.\(key) \(sign) \(Int.random(in: 0...1, using: &generator))"
                    }, together: number == 3 && Bool.random(using: &generator) ? ["s1"] : [])
            }
            func candidates(_ service: DesiredService) -> Set<HostName> {
                Set(
                    hosts.filter { host in
                        service.constraints.allSatisfy { constraint in
                            let words = constraint.split(separator: " ")
                            let key = words[0].dropFirst("node.labels.".count)
                            let has = host.labels.contains { $0.key == key && $0.value == words[2] }
                            return (words[1] == "==") == has
                        }
                    }.map(\.name))
            }
            let apart = services[2].together.isEmpty
            let possible =
                services.allSatisfy { !candidates($0).isEmpty }
                && (apart || !candidates(services[0]).isDisjoint(with: candidates(services[2])))
            let placement = try? place(PlaceTests.state(services), on: hosts)
            #expect((placement != nil) == possible)
            guard let placement else { continue }
            placed += 1
            for service in services {
                let given = placement.hosts(of: service.name)
                #expect(!given.isEmpty)
                #expect(Set(given).isSubset(of: candidates(service)))
            }
            if !apart {
                #expect(placement.hosts(of: services[0].name) == placement.hosts(of: services[2].name))
                #expect(placement.hosts(of: services[0].name).count == 1)
            }
        }
        #expect(placed > 50)
    }
}
