import ArgumentParser
import Ledger
import Vocabulary

/// `valise hosts add`: one host, or all of an inventory.
struct HostsAddCommand: CommonCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add a host, or all hosts of an inventory.",
        usage: """
            valise hosts add <name> --address <address> (--ssh <user@host> | --local) [--label <key=value>] [<options>]
            valise hosts add --from <file> [<options>]
            """,
        discussion: """
            All of them are added, or none. One that is there in just this form stays as it is. Nothing is contacted.

            Examples:
              valise hosts add --from hosts.yaml
              valise hosts add h1 --address 10.0.0.11 --ssh root@10.0.0.11 --label site.role=web
              valise hosts add h2 --address 10.0.0.12 --local
            """)

    @Argument(help: "The name of the host.") var name: String?
    @Option(help: ArgumentHelp("An inventory: YAML, `hosts: [{ name, address, ssh, … }]`.", valueName: "file"))
    var from: String?
    @OptionGroup var host: HostOptions
    @OptionGroup var common: CommonOptions

    func run(in session: Session) async throws -> CommandExit {
        let hosts = try hosts(in: session)
        let ledger = try Ledger(at: session.stateDirectory, activity: "hosts add")
        defer { ledger.close() }
        let added = try ledger.addHosts(hosts)
        let summary = HostsSummary(records: try ledger.hosts(), changed: added)
        let text = added.isEmpty ? "all of them were there already\n" : "added \(HostsSummary.names(added))\n"
        try session.print(.document("valise.hosts.v1", summary.members), text: text)
        return .done
    }

    private func hosts(in session: Session) throws -> [InventoryHost] {
        switch (name, from) {
        case (let name?, nil): return [try host.host(named: name, in: session)]
        case (nil, let from?):
            guard host.isEmpty else {
                throw HostOptions.wrong("an inventory says all of its hosts itself", "`--from FILE` alone")
            }
            return try session.inventory(from)
        case (nil, nil), (_?, _?):
            throw HostOptions.wrong("which host is to be added?", "a name, or `--from FILE`")
        }
    }
}
