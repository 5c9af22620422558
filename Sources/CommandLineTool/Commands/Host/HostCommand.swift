import ArgumentParser
import HostAccess
import Rollout
import Vocabulary

/// `valise host --stdio`: the far end of another `valise`, which starts it through ssh. Not listed: nobody types it.
struct HostCommand: CommonCommand {
    static let configuration = CommandConfiguration(
        commandName: "host", abstract: "Be the far end of another `valise`, which starts this through ssh.",
        usage: "valise host --stdio",
        discussion: """
            Standard input and output carry a protocol; nothing is read from a terminal, and nothing printed for a person.

            Examples:
              ssh root@10.0.0.11 valise host --stdio
            """,
        shouldDisplay: false)

    @Flag(help: "Speak over standard input and output.")
    var stdio = false

    @OptionGroup var common: CommonOptions

    func validate() throws {
        if !stdio { throw ValidationError("Missing expected option '--stdio'") }
    }

    func run(in session: Session) async throws -> CommandExit {
        try await HostServer(host: LocalHost(loopback: LoopbackRegistries())).serve(.takingStandardStreams())
        return .done
    }
}
