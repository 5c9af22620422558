import Ledger
import ArgumentParser
import Opening
import Rollout
import Vocabulary

/// `valise resume`: goes on with what was cut off.
struct ResumeCommand: CommonCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Go on with what was interrupted, or failed, or cut off by a power cut.",
        usage: "valise resume [<name>] [--bundle <file>] [--take-over] [<options>]",
        discussion: """
            What is done already is found by looking and is not done again. Without a name: all that is unfinished.
            On several hosts any manager can go on, as each has a copy of the ledger; the one before is kept out from then on.

            Examples:
              valise resume
              valise resume hello --bundle /media/stick/hello-1.0.0.valise
            """)

    @Argument(help: "The installation; by default every one that is unfinished.") var name: String?
    @Option(help: ArgumentHelp("Where the bundle is now, if not where it was.", valueName: "file"))
    var bundle: String?
    @Flag(help: "On several hosts: also where the machine that was at work is none of them, and cannot be asked.")
    var takeOver = false
    @OptionGroup var common: CommonOptions

    func run(in session: Session) async throws -> CommandExit {
        let target = try session.target()
        let names = try names(target, in: session)
        let opened = try bundle.map { try session.bundle($0) }
        var done: [(InstallationName, ResumeOutcome)] = []
        for name in names {
            session.tell("resume `\(name)`")
            if let hosts = try session.hostsOfCluster(for: name) {
                var cluster = try await session.reachableCluster(hosts, to: .change).cluster
                if takeOver { cluster.seizure = .always }
                done.append((name, try await cluster.resume(name, bundle: opened, progress: session.progress)))
            } else {
                done.append((name, try await target.resume(name, bundle: opened, progress: session.progress)))
            }
        }
        if done.isEmpty { session.tell("nothing is unfinished") }
        try session.print(
            .document("valise.resume.v1", ["resumed": .array(done.map(Self.json))]),
            text: done.map(Self.text).joined())
        return .done
    }

    private func names(_ target: Target, in session: Session) throws -> [InstallationName] {
        if let name { return [try InstallationLookup(session: session).installation(name).name] }
        let unfinished = try target.unfinished()
        guard takeOver, unfinished.isEmpty, let reader = try LedgerReader.open(at: session.stateDirectory) else {
            return unfinished
        }
        // Nothing was begun there yet; taking over is wanted all the same.
        return Array(try reader.installations().map(\.name).filter { try reader.isOnCluster($0) }.prefix(1))
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
