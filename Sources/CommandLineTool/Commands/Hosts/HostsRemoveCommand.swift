import ArgumentParser
import Ledger
import Rollout
import Vocabulary

/// `valise hosts rm`.
struct HostsRemoveCommand: CommonCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm", abstract: "Take a host out of the target.",
        usage: "valise hosts rm <name> [--lost] [<options>]",
        discussion: """
            Where an installation is on several hosts, the host is drained first: what may run elsewhere moves. Then it leaves the cluster; its data stays on it. A host that is gone for good is named so with `--lost`: the others forget it.

            Examples:
              valise hosts rm h1
              valise hosts rm h1 --lost
            """)

    @Argument(help: "The name of the host.") var name: String
    @Flag(help: "It cannot be reached and will not come back.") var lost = false
    @OptionGroup var common: CommonOptions

    func run(in session: Session) async throws -> CommandExit {
        let host = try HostArgument.parse(name)
        guard let reader = try LedgerReader.open(at: session.stateDirectory) else { throw HostArgument.unknown(name) }
        if try reader.installations().contains(where: { try reader.isOnCluster($0.name) }) {
            return try await remove(host, fromClusterOf: try session.hosts(of: reader), in: session)
        }
        let ledger = try Ledger(at: session.stateDirectory, activity: "hosts rm \(host)")
        defer { ledger.close() }
        try ledger.removeHost(host)
        let summary = HostsSummary(records: try ledger.hosts(), changed: [host])
        try session.print(
            .document("valise.hosts.v1", summary.members), text: "removed \(HostsSummary.names([host]))\n")
        return .done
    }

    private func remove(
        _ host: HostName, fromClusterOf hosts: [InventoryHost], in session: Session
    ) async throws -> CommandExit {
        guard hosts.contains(where: { $0.name == host }) else { throw HostArgument.unknown(name) }
        let (cluster, unreachable) = try await session.reachableCluster(hosts, to: .change)
        let whereabouts: Whereabouts
        switch (lost, unreachable[host]) {
        case (false, nil): whereabouts = .here
        case (true, .some): whereabouts = .lost
        case (true, nil):
            throw Problem(
                "host.not-lost", .usage, "host `\(host)` is there", expected: "one that cannot be reached",
                consequence: "nothing was changed", hint: "`valise hosts rm \(host)` drains it first")
        case (false, let reason?):
            throw Problem(
                "host.unreachable", .step, "cannot take out host `\(host)`: it cannot be reached",
                found: reason.message,
                consequence: "nothing was changed",
                hint: "start it again; where it will not come back, run `valise hosts rm \(host) --lost`")
        }
        let removal = try await cluster.remove(host, whereabouts, progress: session.progress)
        for stranded in removal.stranded {
            session.warn(
                Problem(
                    "service.stranded", .step, severity: .warning,
                    "service `\(stranded.service)` of `\(stranded.installation)` could run on `\(host)` alone, and now runs nowhere",
                    hint: "give another host its labels with `valise hosts label`, then run `valise install` again"))
        }
        let records = try LedgerReader.open(at: session.stateDirectory)?.hosts() ?? []
        let summary = HostsSummary(records: records, changed: [host])
        try session.print(
            .document("valise.hosts.v1", summary.members(leaving: removal.leaves)),
            text: "removed \(HostsSummary.names([host]))\n" + PlanSummary.text(of: removal.leaves))
        return .done
    }
}
