import ArgumentParser
import Ledger
import Vocabulary

/// `valise hosts label`.
struct HostsLabelCommand: CommonCommand {
    static let configuration = CommandConfiguration(
        commandName: "label", abstract: "Give a host labels, or take some away.",
        usage: "valise hosts label <name> <key=value | key-> ... [<options>]",
        discussion: """
            A label takes the place of the one with the same key; a key with a hyphen behind it is taken away.
            What runs is not moved by it: the next `valise plan` shows what it means.

            Examples:
              valise hosts label h1 site.role=web rack=2
              valise hosts label h1 rack-
            """)

    @Argument(help: "The name of the host.") var name: String
    @Argument(help: ArgumentHelp("Labels to give, and keys to take away.", valueName: "key=value | key-"))
    var changes: [String]
    @OptionGroup var common: CommonOptions

    func run(in session: Session) async throws -> CommandExit {
        var problems: [Problem] = []
        let removed = changes.filter { !$0.contains("=") && $0.hasSuffix("-") }.map { String($0.dropLast()) }
        let labels = HostLabels.parse(changes.filter { $0.contains("=") || !$0.hasSuffix("-") }, &problems)
        for key in removed where Label("\(key)=x") == nil {
            problems.append(HostOptions.wrong("`\(key)` is no key of a label", Label.grammar))
        }
        for label in labels where removed.contains(label.key) {
            problems.append(HostOptions.wrong("the label `\(label.key)` is both given and taken away", "one of them"))
        }
        if let problems = Problems(problems) { throw problems }
        let host = try HostArgument.parse(name)
        // Who looks for a host that is not there makes no ledger.
        guard try LedgerReader.open(at: session.stateDirectory) != nil else { throw HostArgument.unknown(name) }
        let ledger = try Ledger(at: session.stateDirectory, activity: "hosts label \(host)")
        defer { ledger.close() }
        let before = try ledger.hosts()
        try ledger.label(host, set: labels, remove: removed)
        let after = try ledger.hosts()
        let changed = zip(before, after).filter { $0 != $1 }.map(\.1)
        let summary = HostsSummary(records: after, changed: changed.map(\.host.name))
        let text =
            changed.first.map { "host \(HostsSummary.labels(of: $0))\n" } ?? "host `\(host)`: nothing to change\n"
        try session.print(.document("valise.hosts.v1", summary.members), text: text)
        return .done
    }
}
