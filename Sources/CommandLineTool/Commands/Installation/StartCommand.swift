import ArgumentParser
import Rollout
import Vocabulary

/// `valise start`.
struct StartCommand: CommonCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Start an installation, or one of its services, and wait until it is healthy.",
        usage: "valise start <name> [<service>] [<options>]",
        discussion: """
            What runs already is left alone. Waits up to two minutes for an engine that is just coming up.

            Examples:
              valise start hello
              valise start hello web
            """)

    @OptionGroup var options: RunOptions
    @OptionGroup var common: CommonOptions

    func run(in session: Session) async throws -> CommandExit {
        try await options.run("start", done: "started", in: session) { target, name, service in
            try await target.start(name, service: service, progress: session.progress)
        } onSeveral: { cluster, name, service in
            try await cluster.start(name, service: service, progress: session.progress)
        }
    }
}
