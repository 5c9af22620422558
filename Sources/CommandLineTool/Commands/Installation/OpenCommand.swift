import Rollout
import ArgumentParser
import Foundation
import Ledger
import Vocabulary

/// `valise open`: the address of an installation.
struct OpenCommand: CommonCommand {
    static let configuration = CommandConfiguration(
        commandName: "open", abstract: "Print an installation's address, and open it where there is a desktop.",
        usage: "valise open <name> [--print] [<options>]",
        discussion: """
            Examples:
              valise open hello
              curl "$(valise open hello --print)"
            """)

    @Argument(help: "The installation.") var name: String
    @Flag(help: "Only print it.") var print = false
    @OptionGroup var common: CommonOptions

    func run(in session: Session) async throws -> CommandExit {
        let record = try InstallationLookup(session: session).installation(name)
        guard let address = try session.target().address(of: record.name) else {
            throw Problem(
                "installation.no-address", .definition, "`\(record.name)` names no address that could be opened",
                expected: "`open:` in the `valise.yaml` of its bundle",
                hint: "`valise status \(record.name)` shows its ports")
        }
        try session.print(
            .document("valise.open.v1", ["installation": .text(record.name), "address": .string(address)]),
            text: Printable.text(address) + "\n")
        if !print { Browser.open(address, environment: session.environment) }
        return .done
    }
}
