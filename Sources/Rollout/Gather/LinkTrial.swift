import HostAccess
import Planning
import Vocabulary

/// One look at everything between several hosts.
struct LinkTrial: Sendable {
    /// In the order of the plan.
    let hosts: [any HostAccess]
    let plan: LinkPlan
    private let tokens: [PeerToken]

    init(hosts: [any HostAccess], plan: LinkPlan) {
        self.hosts = hosts
        self.plan = plan
        tokens = plan.hosts.map { _ in PeerToken() }
    }

    /// For a datagram and its answer, again and again, or a connection: on a network of a site they take milliseconds, between sites less than half a second.
    private static let limit: Duration = .seconds(2)
    /// Hosts that are tried in one go.
    private static let batch = LinkPlan.everyone - 1
    /// Until all listen: each is asked over a connection that is there already.
    private static let start: Duration = .seconds(30)

    /// In the order of the hosts that tried, and for each of them of those that it tried.
    func run() async throws -> [LinkFacts] {
        let services = await listening()
        let result: Result<[LinkFacts], any Error>
        do {
            result = .success(try await links(to: try services.map { try $0.get() }))
        } catch {
            result = .failure(error)
        }
        // Also where one of them could not, or somebody has given up.
        await withDiscardingTaskGroup { group in
            for service in services {
                if case .success(let service) = service { group.addTask { await service.stop() } }
            }
        }
        return try result.get()
    }

    private func listening() async -> [Result<any PeerService, any Error>] {
        let batches = (plan.hosts.count + Self.batch - 1) / Self.batch
        let limit = Self.start + Self.limit * (batches + 1)
        return await each { place in
            try await hosts[place].answerPeers(
                at: plan.hosts[place].address.rawValue, on: plan.ports(of: plan.hosts[place]), token: tokens[place],
                within: limit)
        }
    }

    private func links(to services: [any PeerService]) async throws -> [LinkFacts] {
        let openings = services.map(\.openings)
        return try await each { try await links(from: $0, openings) }.flatMap { try $0.get() }
    }

    /// Of all hosts at the same time; in their order.
    private func each<Value: Sendable>(
        _ body: @escaping @Sendable (Int) async throws -> Value
    ) async -> [Result<Value, any Error>] {
        await withTaskGroup(of: (Int, Result<Value, any Error>).self) { group in
            for place in hosts.indices {
                group.addTask {
                    do { return (place, .success(try await body(place))) } catch { return (place, .failure(error)) }
                }
            }
            var found: [Int: Result<Value, any Error>] = [:]
            for await (place, value) in group { found[place] = value }
            return hosts.indices.compactMap { found[$0] }
        }
    }

    private func links(from place: Int, _ openings: [[PeerOpening]]) async throws -> [LinkFacts] {
        var links: [LinkFacts] = []
        var rest = plan.targets(of: place)[...]
        while !rest.isEmpty {
            let batch = rest.prefix(Self.batch)
            rest = rest.dropFirst(Self.batch)
            let questions = batch.map { self.questions(to: $0, openings[$0]) }
            let targets = zip(batch, questions).map { other, questions in
                PeerTarget(
                    address: plan.hosts[other].address.rawValue, token: tokens[other],
                    ports: questions.compactMap(\.asked))
            }
            let reports = try await hosts[place].tryPeers(targets, within: Self.limit)
            for ((other, questions), report) in zip(zip(batch, questions), reports) {
                var answers = report.answers[...]
                let ports = questions.map { question in
                    LinkFacts.Port(
                        port: question.port, opening: question.opening,
                        answer: question.asked == nil ? nil : answers.popFirst())
                }
                links.append(
                    LinkFacts(
                        from: plan.hosts[place].name, to: plan.hosts[other].name, ports: ports,
                        pathMTU: report.pathMTU))
            }
        }
        return links
    }

    private struct Question {
        var port: PeerPort
        var opening: PeerOpening
        /// `nil`: there is nothing to be tried.
        var asked: PeerTarget.Port?
    }

    /// What somebody has already can be connected to; a datagram to it would be answered by nobody.
    private func questions(to place: Int, _ openings: [PeerOpening]) -> [Question] {
        zip(plan.ports(of: plan.hosts[place]), openings).map { port, opening in
            let asked: PeerTarget.Question? =
                switch opening {
                case .open: port == .overlay ? .pathMTU : .answer
                case .inUse: port.transport == .tcp ? .connection : nil
                case .unavailable: nil
                }
            return Question(port: port, opening: opening, asked: asked.map { PeerTarget.Port(port, $0) })
        }
    }
}
