import Ledger
import ArgumentParser
import Rollout
import Vocabulary

/// What `start`, `stop` and `restart` have in common.
struct RunOptions: ParsableArguments, Sendable {
    @Argument(help: "The installation.") var name: String
    @Argument(help: "One of its services; by default all.") var service: String?

    /// Looks the names up, works, and says what was done.
    func run(
        _ verb: String, done: String, in session: Session,
        onOne: (Target, InstallationName, ServiceName?) async throws -> RunOutcome,
        onSeveral: (Cluster, InstallationName, ServiceName?) async throws -> RunOutcome
    ) async throws -> CommandExit {
        let record = try InstallationLookup(session: session).installation(name)
        let parsed = try service.map { text in
            guard let name = ServiceName(text) else {
                throw Problem(
                    "service.unknown", .unknownName, "`\(record.name)` has no service `\(text)`",
                    hint: "`valise status \(record.name)` shows its services")
            }
            return name
        }
        let outcome =
            if let hosts = try session.hostsOfCluster(for: record.name) {
                try await onSeveral(cluster(hosts, of: record.name, in: session), record.name, parsed)
            } else {
                try await onOne(session.target(), record.name, parsed)
            }
        let what = parsed.map { "`\($0)` of `\(record.name)`" } ?? "`\(record.name)`"
        try session.print(
            .document(
                "valise.\(verb).v1",
                [
                    "installation": .text(outcome.installation), "service": .text(parsed),
                    "applied": .list(outcome.applied),
                ]),
            text: outcome.applied.isEmpty ? "\(what) was \(done) already\n" : "\(what) is \(done)\n")
        return .done
    }

    /// A host that is away stands in nobody's way: it follows the others when it is back.
    private func cluster(
        _ hosts: [InventoryHost], of name: InstallationName, in session: Session
    ) async throws -> Cluster {
        let (cluster, unreachable) = try await session.reachableCluster(hosts, to: .change)
        for (_, var problem) in unreachable.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            problem.severity = .warning
            problem.consequence = "the others go on without it; what of `\(name)` is there follows when it is back"
            session.warn(problem)
        }
        return cluster
    }
}
