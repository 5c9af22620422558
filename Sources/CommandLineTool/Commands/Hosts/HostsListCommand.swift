import ArgumentParser
import Ledger

/// `valise hosts ls`.
struct HostsListCommand: CommonCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls", abstract: "List the hosts, the way to each, and their labels.",
        usage: "valise hosts ls [<options>]",
        discussion: """
            In the order in which they were added. Whether they can be reached is not looked at.

            Examples:
              valise hosts ls
              valise hosts ls --format json
            """)

    @OptionGroup var common: CommonOptions

    func run(in session: Session) async throws -> CommandExit {
        let records = try LedgerReader.open(at: session.stateDirectory)?.hosts() ?? []
        if records.isEmpty {
            session.tell("no hosts were added: the target is this machine (state folder \(session.stateDirectory))")
        }
        let summary = HostsSummary(records: records, changed: [])
        try session.print(.document("valise.hosts.v1", summary.members), text: summary.text)
        return .done
    }
}
