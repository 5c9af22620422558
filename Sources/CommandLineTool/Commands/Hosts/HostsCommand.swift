import ArgumentParser

/// `valise hosts`: the machines of the target.
struct HostsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hosts", abstract: "Say which machines the target has, and what labels they carry.",
        usage: "valise hosts add|ls|label|rm [<arguments>] [<options>]",
        discussion: """
            What is said here is kept in the ledger. Nothing on a host is changed by it, but where one is taken out of a cluster; one that is added is connected to, and what was found is told.

            Examples:
              valise hosts add --from hosts.yaml
              valise hosts ls
              valise hosts label h1 site.role=web
              valise hosts rm h1
            """,
        subcommands: [
            HostsAddCommand.self, HostsListCommand.self, HostsLabelCommand.self, HostsRemoveCommand.self,
        ])
}
