import ArgumentParser
import Rollout
import Vocabulary

/// `valise stop`.
struct StopCommand: CommonCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop", abstract: "Stop an installation, or one of its services; data and containers stay.",
        usage: "valise stop <name> [<service>] [<options>]",
        discussion: """
            What depends on a service is stopped before it. `valise start` brings it back.

            Examples:
              valise stop hello
              valise stop hello web
            """)

    @OptionGroup var options: RunOptions
    @OptionGroup var common: CommonOptions

    func run(in session: Session) async throws -> CommandExit {
        try await options.run("stop", done: "stopped", in: session) { target, name, service in
            try await target.stop(name, service: service, progress: session.progress)
        } onSeveral: { cluster, name, service in
            try await cluster.stop(name, service: service, progress: session.progress)
        }
    }
}
