import ArgumentParser
import Ledger

/// `valise hosts rm`.
struct HostsRemoveCommand: CommonCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm", abstract: "Take a host off the list.",
        usage: "valise hosts rm <name> [<options>]",
        discussion: """
            Only the ledger forgets it: nothing is contacted, and what runs there goes on running.

            Examples:
              valise hosts rm h1
            """)

    @Argument(help: "The name of the host.") var name: String
    @OptionGroup var common: CommonOptions

    func run(in session: Session) async throws -> CommandExit {
        let host = try HostArgument.parse(name)
        guard try LedgerReader.open(at: session.stateDirectory) != nil else { throw HostArgument.unknown(name) }
        let ledger = try Ledger(at: session.stateDirectory, activity: "hosts rm \(host)")
        defer { ledger.close() }
        try ledger.removeHost(host)
        let summary = HostsSummary(records: try ledger.hosts(), changed: [host])
        try session.print(
            .document("valise.hosts.v1", summary.members), text: "removed \(HostsSummary.names([host]))\n")
        return .done
    }
}
