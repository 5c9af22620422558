import Vocabulary

/// Hosts that are away while they are waited for, and since when. Pure.
struct Absences: Sendable {
    private var since: [HostName: ContinuousClock.Instant] = [:]
    /// What a small machine takes to start again, and a cluster to see it: longer than that, somebody has to go and look. Counted from when it was first noticed.
    static let limit = Duration.seconds(180)

    /// In the order of their names.
    var hosts: [HostName] { since.keys.sorted { $0.rawValue < $1.rawValue } }

    /// Takes what was just seen: who is not among them is back.
    mutating func note(_ away: [HostName], at now: ContinuousClock.Instant) {
        since = Dictionary(away.map { ($0, since[$0] ?? now) }, uniquingKeysWith: { first, _ in first })
    }

    func isLong(at now: ContinuousClock.Instant) -> Bool { since.values.contains { now - $0 >= Self.limit } }

    /// As it follows a state; empty where nobody is away.
    var words: String {
        switch hosts.count {
        case 0: ""
        case 1: "; host `\(hosts[0])` is away"
        default: "; hosts \(hosts.map { "`\($0)`" }.joined(separator: ", ")) are away"
        }
    }
}
