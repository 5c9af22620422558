import Foundation
import Vocabulary

/// Tries other hosts from this one, all of them at the same time.
struct PeerTrials {
    private let targets: [PeerTarget]
    private let limit: Duration

    /// Throws `host.too-many-peers`.
    init(_ targets: [PeerTarget], within limit: Duration) throws {
        try PeerLimits.check(targets: targets.count)
        for target in targets { try PeerLimits.check(ports: target.ports.count) }
        self.targets = targets
        self.limit = min(limit, PeerLimits.listening)
    }

    /// Blocks until every port has answered or refused, or the limit is over.
    func run() -> [PeerReport] {
        let deadline = ContinuousClock.now + limit
        var trials: [any PeerTrial] = targets.flatMap { target in target.ports.map { Self.trial($0, of: target) } }
        while ContinuousClock.now < deadline {
            let waiting = trials.indices.filter { !trials[$0].isOver }
            guard !waiting.isEmpty else { break }
            var entries: [pollfd] = []
            var owners: [Int] = []
            for index in waiting {
                let own = trials[index].entries
                entries += own
                owners += own.map { _ in index }
            }
            let next = waiting.compactMap { trials[$0].timer }.min() ?? deadline
            guard Polling.wait(for: &entries, until: min(next, deadline)) >= 0 else { break }
            let ready = Set(zip(owners, entries).filter { $0.1.revents != 0 }.map(\.0))
            let now = ContinuousClock.now
            for index in waiting where ready.contains(index) || trials[index].timer.map({ $0 <= now }) ?? false {
                trials[index].goOn(at: now)
            }
        }
        for index in trials.indices where !trials[index].isOver { trials[index].giveUp() }
        var rest = trials[...]
        return targets.map { target in
            let own = rest.prefix(target.ports.count)
            rest = rest.dropFirst(target.ports.count)
            return PeerReport(
                answers: own.map { $0.answer ?? .silent("no answer in time") },
                pathMTU: own.compactMap(\.pathMTU).first)
        }
    }

    private static func trial(_ port: PeerTarget.Port, of target: PeerTarget) -> any PeerTrial {
        switch port.port.transport {
        case .tcp:
            ConnectionTrial(
                port.port, at: target.address, token: port.question == .connection ? nil : target.token)
        case .udp: DatagramTrial(port.port, at: target.address, token: target.token, port.question)
        }
    }
}
