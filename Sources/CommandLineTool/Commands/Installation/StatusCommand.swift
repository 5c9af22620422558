import ArgumentParser
import Ledger
import Rollout
import Vocabulary

/// `valise status`: how installations are.
struct StatusCommand: CommonCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show how installations are; ends with 15 where one is not healthy.",
        usage: "valise status [<name>] [<options>]",
        discussion: """
            The engine is asked now. Without a name: all installations.

            Examples:
              valise status
              valise status hello --format json
            """)

    @Argument(help: "The installation; by default all.") var name: String?
    @OptionGroup var common: CommonOptions

    func run(in session: Session) async throws -> CommandExit {
        let lookup = InstallationLookup(session: session)
        let records = try name.map { [try lookup.installation($0)] } ?? lookup.present()
        if records.isEmpty { session.tellNothingIsInstalled() }
        let target = try session.target()
        var all: [InstallationStatus] = []
        var spread: [ClusterStatus] = []
        // All that are on several hosts are on the same ones.
        var reached: (cluster: Cluster, unreachable: [HostName: Problem])?
        for record in records {
            guard let hosts = try session.hostsOfCluster(for: record.name) else {
                all.append(try await target.status(record.name))
                continue
            }
            if reached == nil { reached = try await session.reachableCluster(hosts, to: .look) }
            guard let (cluster, unreachable) = reached else { continue }
            spread.append(try await cluster.status(record.name, unreachable: unreachable))
        }
        let documents =
            all.map { StatusSummary(status: $0).json } + spread.map { ClusterStatusSummary(status: $0).json }
        let texts = all.map { StatusSummary(status: $0).text } + spread.map { ClusterStatusSummary(status: $0).text }
        try session.print(
            .document("valise.status.v1", ["installations": .array(documents)]), text: texts.joined(separator: "\n"))
        for status in all where status.unfinished == nil && status.isStopped {
            session.tell("`\(status.installation)` is stopped: `valise start \(status.installation)` starts it")
        }
        let worker = try LedgerReader.open(at: session.stateDirectory)?.worker()
        for (installation, unfinished) in all.map({ ($0.installation, $0.unfinished) })
            + spread.map({ ($0.installation, $0.unfinished) })
        {
            if let unfinished, let worker {
                session.warn(
                    Problem(
                        "installation.unfinished", .step, severity: .warning,
                        "the \(unfinished) of `\(installation)` is under way: process \(worker.process) is at it (\(worker.activity))",
                        hint: "wait for it to end"))
            } else if let unfinished {
                session.warn(
                    Problem(
                        "installation.unfinished", .step, severity: .warning,
                        "the \(unfinished) of `\(installation)` was not finished",
                        hint: "`valise resume \(installation)` goes on"))
            }
        }
        let isWell =
            all.allSatisfy { $0.health == .healthy && $0.unfinished == nil }
            && spread.allSatisfy { $0.health == .healthy && $0.unfinished == nil }
        return isWell ? .done : .unhealthy
    }
}
