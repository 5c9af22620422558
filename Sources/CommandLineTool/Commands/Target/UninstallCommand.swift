import ArgumentParser
import Ledger
import Planning
import Rollout
import Vocabulary

/// `valise uninstall`: takes an installation off this host.
struct UninstallCommand: CommonCommand {
    static let configuration = CommandConfiguration(
        commandName: "uninstall", abstract: "Take an installation off this host; its data stays unless `--data`.",
        usage: "valise uninstall <name> [--data] [--yes] [<options>]",
        discussion: """
            Containers, networks, images and files that the installation brought are removed; what was there before is not
            touched, and what stays is named. With `--data` data folders and volumes go too, and cannot be brought back.

            Examples:
              valise uninstall hello
              valise uninstall hello --data --yes
            """)

    @Argument(help: "The installation.") var name: String
    @Flag(help: "Remove its data folders and volumes too.") var data = false
    @Flag(name: .shortAndLong, help: "Do not ask whether to begin.") var yes = false
    @OptionGroup var common: CommonOptions

    func run(in session: Session) async throws -> CommandExit {
        // Also one of which only data was kept.
        let record = try InstallationLookup(session: session).installation(name, among: .all)
        if !yes {
            guard let prompter = TerminalPrompter(session) else {
                throw Problem(
                    "usage.no-consent", .usage, "nobody was asked whether to uninstall `\(record.name)`",
                    expected: "`--yes`, where there is no terminal", consequence: "nothing was changed",
                    hint: "`valise uninstall \(record.name)\(data ? " --data" : "") --yes`")
            }
            let what = data ? "with all its data, for good" : "and keep its data"
            guard try await prompter.confirm("uninstall `\(record.name)` \(what)?", unanswered: .no) else {
                session.tell("nothing was changed")
                return .interrupted
            }
        }
        let fate: DataFate = data ? .removed : .kept
        let outcome: UninstallOutcome
        if let hosts = try session.hostsOfCluster(for: record.name) {
            let cluster = try await session.reachableCluster(hosts, to: .change).cluster
            outcome = try await cluster.uninstall(record.name, data: fate, progress: session.progress)
        } else {
            outcome = try await session.target().uninstall(record.name, data: fate, progress: session.progress)
        }
        try session.print(
            .document(
                "valise.uninstall.v1",
                [
                    "installation": .text(outcome.installation), "applied": .list(outcome.applied),
                    "leaves": PlanSummary.json(outcome.leaves), "awaits": .list(outcome.awaits),
                ]), text: Self.text(outcome))
        return .done
    }

    static func text(_ outcome: UninstallOutcome) -> String {
        let keeps = outcome.leaves.contains { $0.kind == .volume || $0.kind == .dataFolder }
        guard outcome.awaits.isEmpty else {
            let hosts = outcome.awaits.map { "`\($0)`" }.joined(separator: ", ")
            return """
                `\(outcome.installation)` is uninstalled, but for \(hosts), which cannot be reached
                when it is back, `valise resume \(outcome.installation)` cleans it

                """
        }
        return "`\(outcome.installation)` is uninstalled\n" + PlanSummary.text(of: outcome.leaves)
            + (keeps ? "the data goes with `valise uninstall \(outcome.installation) --data`\n" : "")
    }
}
