import Ledger
import ArgumentParser
import Opening
import Rollout
import Vocabulary

/// `valise resume`: goes on with what was cut off.
struct ResumeCommand: CommonCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Go on with what was interrupted, or failed, or cut off by a power cut.",
        usage: "valise resume [<name>] [--bundle <file>] [<options>]",
        discussion: """
            What is done already is found by looking and is not done again. Without a name: all that is unfinished.

            Examples:
              valise resume
              valise resume hello --bundle /media/stick/hello-1.0.0.valise
            """)

    @Argument(help: "The installation; by default every one that is unfinished.") var name: String?
    @Option(help: ArgumentHelp("Where the bundle is now, if not where it was.", valueName: "file"))
    var bundle: String?
    @OptionGroup var common: CommonOptions

    func run(in session: Session) async throws -> CommandExit {
        let target = try session.target()
        let names =
            try name.map { [try InstallationLookup(session: session).installation($0).name] } ?? target.unfinished()
        let opened = try bundle.map { try session.bundle($0) }
        var done: [(InstallationName, ResumeOutcome)] = []
        for name in names {
            session.tell("resume `\(name)`")
            done.append((name, try await target.resume(name, bundle: opened, progress: session.progress)))
        }
        if done.isEmpty { session.tell("nothing is unfinished") }
        try session.print(
            .document("valise.resume.v1", ["resumed": .array(done.map(Self.json))]),
            text: done.map(Self.text).joined())
        return .done
    }

    private static func text(_ name: InstallationName, _ outcome: ResumeOutcome) -> String {
        switch outcome {
        case .nothing: "`\(name)`: nothing was unfinished\n"
        case .installed(let outcome): InstallSummary(outcome: outcome, bundle: nil).text
        case .uninstalled(let outcome): UninstallCommand.text(outcome)
        case .ran: "`\(name)`: done\n"
        }
    }

    private static func json(_ name: InstallationName, _ outcome: ResumeOutcome) -> JSON {
        let (kind, applied, open): (String, [String], String?) =
            switch outcome {
            case .nothing: ("nothing", [], nil)
            case .installed(let outcome): ("installed", outcome.applied, outcome.open)
            case .uninstalled(let outcome): ("uninstalled", outcome.applied, nil)
            case .ran(let outcome): ("ran", outcome.applied, nil)
            }
        return [
            "installation": .text(name), "outcome": .string(kind), "applied": .list(applied), "open": .text(open),
        ]
    }
}
