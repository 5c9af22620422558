import ArgumentParser
import Rollout
import Vocabulary

/// `valise restart`.
struct RestartCommand: CommonCommand {
    static let configuration = CommandConfiguration(
        commandName: "restart", abstract: "Stop and start an installation, or one of its services, in order.",
        usage: "valise restart <name> [<service>] [<options>]",
        discussion: """
            One-shot services that have ended are not run again, unless they are named.

            Examples:
              valise restart hello
              valise restart hello web
            """)

    @OptionGroup var options: RunOptions
    @OptionGroup var common: CommonOptions

    func run(in session: Session) async throws -> CommandExit {
        try await options.run("restart", done: "restarted", in: session) { target, name, service in
            try await target.restart(name, service: service, progress: session.progress)
        } onSeveral: { cluster, name, service in
            try await cluster.restart(name, service: service, progress: session.progress)
        }
    }
}
