import Vocabulary

/// The labels to give to one host, or to take from it, so that it may run services that it now refuses.
struct LabelChange {
    var host: Int
    /// `KEY=VALUE` and `KEY-`, as `valise hosts label` takes them; sorted.
    var arguments: [String]
    /// How many of them take the place of another value, or take a label away.
    var losses: Int

    /// `nil` where labels alone do not help.
    init?(for constraints: [Constraint], on host: Int, _ target: TargetHost, _ labels: [Label]) {
        var values = Dictionary(labels.map { ($0.key, $0.value) }) { first, _ in first }
        var changed: [String: String?] = [:]
        for constraint in constraints where !constraint.holds(on: target, labels: labels) {
            guard case .label(let key) = constraint.key else { return nil }
            switch constraint.comparison {
            case .equal: changed[key] = .some(constraint.value)
            case .notEqual: if changed[key] == nil { changed[key] = .some(nil) }
            }
        }
        losses = changed.keys.count { values[$0] != nil }
        for (key, value) in changed { values[key] = value }
        let after = values.map { Label(key: $0.key, value: $0.value) }
        guard !changed.isEmpty, constraints.allSatisfy({ $0.holds(on: target, labels: after) }) else { return nil }
        self.host = host
        arguments = changed.map { key, value in value.map { "\(key)=\($0)" } ?? "\(key)-" }.sorted()
    }

    /// Fewer labels first, then fewer that take something away, then the earlier host.
    func isSmaller(than other: LabelChange) -> Bool {
        (arguments.count, losses, host) < (other.arguments.count, other.losses, other.host)
    }

    /// As a shell takes them: what holds more than plain characters is quoted.
    var words: String {
        arguments.map { argument in
            argument.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "=._-:/+".contains($0)) }
                ? argument : "'\(argument)'"
        }.joined(separator: " ")
    }
}

extension Placing {
    /// The smallest change of one host's labels by which it may run these services; `nil` where none does. `isCandidate` says which hosts are looked at.
    func smallestChange(for members: [Int], where isCandidate: (Int) -> Bool = { _ in true }) -> LabelChange? {
        let asked = members.flatMap { constraints[$0] }
        var best: LabelChange?
        for host in hosts.indices where isCandidate(host) && !refusesForGood(members, host) {
            guard let change = LabelChange(for: asked, on: host, hosts[host], eligibility.labels[host]) else {
                continue
            }
            if best.map({ change.isSmaller(than: $0) }) ?? true { best = change }
        }
        return best
    }

    /// No label changes a platform or a size.
    private func refusesForGood(_ members: [Int], _ host: Int) -> Bool {
        guard eligibility.isCluster else { return false }
        return members.contains { member in
            let service = state.services[member]
            let image = image(of: service)
            return !Need(roomOf: hosts[host]).covers(Need(service.scheduling))
                || image.flatMap { eligibility.platformRefusal(of: $0, as: service.platform, by: hosts[host]) } != nil
        }
    }

    func command(_ change: LabelChange) -> String { "`valise hosts label \(hosts[change.host].name) \(change.words)`" }
}
