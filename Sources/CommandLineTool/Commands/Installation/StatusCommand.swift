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
        for record in records { all.append(try await target.status(record.name)) }
        try session.print(
            .document("valise.status.v1", ["installations": .array(all.map { StatusSummary(status: $0).json })]),
            text: all.map { StatusSummary(status: $0).text }.joined(separator: "\n"))
        for status in all where status.unfinished == nil && status.isStopped {
            session.tell("`\(status.installation)` is stopped: `valise start \(status.installation)` starts it")
        }
        let worker = try LedgerReader.open(at: session.stateDirectory)?.worker()
        for status in all {
            if let unfinished = status.unfinished, let worker {
                session.warn(
                    Problem(
                        "installation.unfinished", .step, severity: .warning,
                        "the \(unfinished) of `\(status.installation)` is under way: process \(worker.process) is at it (\(worker.activity))",
                        hint: "wait for it to end"))
            } else if let unfinished = status.unfinished {
                session.warn(
                    Problem(
                        "installation.unfinished", .step, severity: .warning,
                        "the \(unfinished) of `\(status.installation)` was not finished",
                        hint: "`valise resume \(status.installation)` goes on"))
            }
        }
        return all.allSatisfy { $0.health == .healthy && $0.unfinished == nil } ? .done : .unhealthy
    }
}
