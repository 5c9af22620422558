import ArgumentParser
import Ledger
import Vocabulary

/// `valise hosts add`: one host, or all of an inventory.
struct HostsAddCommand: CommonCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add a host, or all hosts of an inventory.",
        usage: """
            valise hosts add <name> --address <address> (--ssh <user@host> | --local) [--label <key=value>] [<options>]
            valise hosts add --from <file> [--no-contact] [<options>]
            """,
        discussion: """
            All of them are added, or none. One that is there in just this form stays as it is.
            Then each is connected to: its key is shown when it is first seen, and what was found is told. One that cannot be reached is kept all the same.
            Nothing is changed there, but for a copy of this program in `~/.cache/valise`.

            Examples:
              valise hosts add --from hosts.yaml
              valise hosts add h1 --address 10.0.0.11 --ssh root@10.0.0.11 --label site.role=web
              valise hosts add h2 --address 10.0.0.12 --local
              valise hosts add --from hosts.yaml --no-contact
            """)

    @Argument(help: "The name of the host.") var name: String?
    @Option(help: ArgumentHelp("An inventory: YAML, `hosts: [{ name, address, ssh, … }]`.", valueName: "file"))
    var from: String?
    @OptionGroup var host: HostOptions
    @Flag(help: "Connect to nobody: whether they answer is found out later.") var noContact = false
    @OptionGroup var common: CommonOptions

    func run(in session: Session) async throws -> CommandExit {
        let hosts = try hosts(in: session)
        let summary = try add(hosts, in: session)
        let added = summary.changed
        let contacts = noContact ? [] : try await session.contact(hosts)
        var text = added.isEmpty ? "all of them were there already\n" : "added \(HostsSummary.names(added))\n"
        for line in contacts.compactMap(\.line) { text += Printable.text(line) + "\n" }
        try session.print(.document("valise.hosts.v1", summary.members(contacting: contacts)), text: text)
        for warning in contacts.compactMap(\.warning) { session.warn(warning) }
        return .done
    }

    /// They are on the list before anybody is waited for, and the ledger is free while that lasts.
    private func add(_ hosts: [InventoryHost], in session: Session) throws -> HostsSummary {
        let ledger = try Ledger(at: session.stateDirectory, activity: "hosts add")
        defer { ledger.close() }
        let added = try ledger.addHosts(hosts)
        return HostsSummary(records: try ledger.hosts(), changed: added)
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
