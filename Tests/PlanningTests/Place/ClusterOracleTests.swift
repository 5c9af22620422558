import Planning
import Testing
import Vocabulary

/// Against a judge that tries every host for every task, over many small clusters: what is placed can run, and what is refused cannot.
@Suite struct ClusterOracleTests {
    /// One small cluster, as the judge knows it.
    struct Case {
        var hosts: [TargetHost] = []
        var services: [DesiredService] = []
        /// Of each service, the one whose host it shares.
        var primary: [Int?] = []
        var hasData: [Bool] = []
    }

    static func made(by generator: inout CountingGenerator) -> Case {
        var made = Case()
        for number in 1...Int.random(in: 2...4, using: &generator) {
            made.hosts.append(
                PlaceTests.host(
                    "h\(number)", Bool.random(using: &generator) ? ["a=1"] : [],
                    architecture: Int.random(in: 0...5, using: &generator) == 0 ? "arm64" : "amd64",
                    memory: Bool.random(using: &generator) ? Int64.random(in: 1...4, using: &generator) : nil))
        }
        for number in 0..<Int.random(in: 1...4, using: &generator) {
            var scheduling = DesiredService.Scheduling()
            let isGlobal = Int.random(in: 0...5, using: &generator) == 0
            if isGlobal { scheduling.mode = .global }
            if Int.random(in: 0...2, using: &generator) == 0 {
                scheduling.memory = ByteCount(Int64.random(in: 1...3, using: &generator) << 30)
            }
            if Int.random(in: 0...2, using: &generator) == 0 {
                let port = UInt16.random(in: 80...81, using: &generator)
                scheduling.ports = [.init(number: port, transport: "tcp", mode: .host)]
            }
            if Int.random(in: 0...3, using: &generator) == 0 { scheduling.maximumPerHost = 1 }
            let constraints = ["node.labels.a == 1", "node.labels.a != 1", "node.hostname != h1"].filter { _ in
                Int.random(in: 0...4, using: &generator) == 0
            }
            let hasData = Int.random(in: 0...4, using: &generator) == 0
            let primary =
                number > 0 && Int.random(in: 0...4, using: &generator) == 0
                ? Int.random(in: 0..<number, using: &generator) : nil
            made.services.append(
                PlaceTests.service(
                    "s\(number)", constraints, together: primary.map { ["s\($0)"] } ?? [],
                    binds: hasData ? ["@data@/d\(number):/d"] : [],
                    count: isGlobal ? 1 : Int.random(in: 1...2, using: &generator), scheduling: scheduling))
            made.primary.append(primary)
            made.hasData.append(hasData)
        }
        return made
    }

    @Test func everyPlacementCanRunAndEveryRefusalIsDue() throws {
        var generator = CountingGenerator(state: 7)
        var placed = 0
        for round in 0..<2000 {
            let made = Self.made(by: &generator)
            let judge = Judge(made)
            let placement: Placement?
            var codes: [String] = []
            do throws(Problems) {
                placement = try place(PlaceTests.state(made.services), on: made.hosts)
            } catch {
                placement = nil
                codes = error.all.map(\.code.rawValue)
            }
            #expect((placement != nil) == judge.isPossible, "round \(round) \(codes)")
            #expect(!codes.contains("place.undecided"))
            guard let placement else { continue }
            placed += 1
            // Also when the scheduler may choose only within the sets.
            let narrowed = Judge(made, within: placement)
            #expect(narrowed.isPossible, "round \(round)")
            narrowed.expectSetsOfRivalsToBeApart()
            for (narrow, wide) in zip(narrowed.allowed, judge.allowed) { #expect(Set(narrow).isSubset(of: wide)) }
            for (service, assignment) in zip(made.services, placement.services) {
                #expect(!assignment.hosts.isEmpty)
                #expect(!assignment.isPinned || assignment.hosts.count == 1)
                #expect((assignment.kind == .everywhere) == (service.scheduling.mode == .global))
            }
        }
        #expect((400...1600).contains(placed), "\(placed)")
    }

    /// Tries everything.
    struct Judge {
        let made: Case
        /// Of each service, the hosts that it may run on.
        let allowed: [[Int]]
        /// The first service of its group.
        let leaders: [Int]

        init(_ made: Case, within placement: Placement? = nil) {
            self.made = made
            var leaders = Array(made.services.indices)
            for _ in made.services {
                for (index, primary) in made.primary.enumerated() {
                    guard let primary else { continue }
                    let least = min(leaders[index], leaders[primary])
                    leaders[index] = least
                    leaders[primary] = least
                }
            }
            self.leaders = leaders
            allowed = made.services.map { service in
                made.hosts.indices.filter { index in
                    let host = made.hosts[index]
                    if let placement { return placement.hosts(of: service.name).contains(host.name) }
                    return host.platform?.architecture == "amd64"
                        && service.constraints.allSatisfy { text in
                            switch text {
                            case "node.labels.a == 1": !host.labels.isEmpty
                            case "node.labels.a != 1": host.labels.isEmpty
                            default: host.name.rawValue != "h1"
                            }
                        }
                }
            }
        }

        var isPossible: Bool {
            var used = [Use](repeating: Use(), count: made.hosts.count)
            var rest: [(service: Int, group: Int?)] = []
            for (index, service) in made.services.enumerated() {
                guard !allowed[index].isEmpty else { return false }
                let company = leaders.indices.filter { leaders[$0] == leaders[index] }
                let global = company.filter { made.services[$0].scheduling.mode == .global }
                guard global.isEmpty || global.count == company.count else { return false }
                if !global.isEmpty {
                    // All of a group run on the hosts that each of them may run on.
                    let hosts = allowed[index].filter { host in company.allSatisfy { allowed[$0].contains(host) } }
                    guard !hosts.isEmpty else { return false }
                    for host in hosts { guard used[host].take(service, index) else { return false } }
                    continue
                }
                let isHeld = company.count > 1 || made.hasData[index]
                for _ in service.containers { rest.append((index, isHeld ? leaders[index] : nil)) }
            }
            return isRoomKept(used) && tries(rest[...], used, [:])
        }

        private func tries(
            _ rest: ArraySlice<(service: Int, group: Int?)>, _ used: [Use], _ held: [Int: Int]
        ) -> Bool {
            guard let next = rest.first else { return true }
            let service = made.services[next.service]
            return allowed[next.service].contains { host in
                if let group = next.group, let place = held[group], place != host { return false }
                var used = used
                guard used[host].take(service, next.service) else { return false }
                guard
                    used[host].counts[next.service, default: 0] <= service.scheduling.maximumPerHost ?? .max
                else { return false }
                var held = held
                if let group = next.group { held[group] = host }
                // The memory of a host that nobody knows is enough.
                if let memory = made.hosts[host].memory, used[host].memory > memory.bytes { return false }
                return tries(rest.dropFirst(), used, held)
            }
        }

        private func isRoomKept(_ used: [Use]) -> Bool {
            zip(made.hosts, used).allSatisfy { host, use in host.memory.map { use.memory <= $0.bytes } ?? true }
        }

        /// Whatever the scheduler chooses, nobody takes another's port.
        func expectSetsOfRivalsToBeApart() {
            for first in made.services.indices {
                for second in made.services.indices where second > first {
                    let ports = Set(made.services[first].scheduling.ports)
                    guard !ports.isDisjoint(with: made.services[second].scheduling.ports) else { continue }
                    #expect(Set(allowed[first]).isDisjoint(with: allowed[second]))
                }
            }
        }

        struct Use {
            var memory: Int64 = 0
            var ports: Set<DesiredService.PublishedPort> = []
            var counts: [Int: Int] = [:]

            mutating func take(_ service: DesiredService, _ index: Int) -> Bool {
                memory += service.scheduling.memory?.bytes ?? 0
                counts[index, default: 0] += 1
                guard ports.isDisjoint(with: service.scheduling.ports) else { return false }
                ports.formUnion(service.scheduling.ports)
                return true
            }
        }
    }
}
