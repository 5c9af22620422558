import Opening
import ArgumentParser
import Rollout
import Vocabulary

/// `valise install`: from a bundle to an application that runs.
struct InstallCommand: CommonCommand {
    static let configuration = CommandConfiguration(
        commandName: "install", abstract: "Install a bundle on this host and start it.",
        usage: "valise install <file> [--as <name>] [--profile <name>] [--set <name=value>] [--yes] [<options>]",
        discussion: """
            The prerequisites are checked and all questions asked before anything is changed. Installed again, only what
            differs is done. At a terminal a person is asked; without one, a missing answer is an error that names it.

            Examples:
              valise install hello-1.0.0.valise
              valise install hello-1.0.0.valise --profile demo-laptop --set HTTP_PORT=8081 --yes
              valise install hello-1.0.0.valise --as hello-2 --answers site.yaml --yes
              pass show site | valise install hello-1.0.0.valise --answers - --yes
            """)

    @Argument(help: "The bundle.") var file: String
    @OptionGroup var options: InstallOptions
    @Flag(name: .shortAndLong, help: "Do not ask whether to begin.") var yes = false
    @OptionGroup var common: CommonOptions

    func run(in session: Session) async throws -> CommandExit {
        let preparation = try await Preparation(file, options, in: session)
        try preparation.machines.requireThisOne(to: "install")
        let manifest = preparation.bundle.manifest
        session.tell("\(manifest.application.title) \(manifest.application.version), bundle \(preparation.bundle.id)")
        let request = try await preparation.request()
        let preview = try await preparation.target.previewInstall(request)
        let summary = PlanSummary(plan: preview.plan, changes: preview.changes, replacements: preview.replacements)
        if !yes, !preview.changes.isEmpty, let prompter = TerminalPrompter(session) {
            try session.errorOutput.write("\n" + summary.text + "\n")
            guard try await prompter.confirm("begin?", unanswered: .yes) else {
                session.tell("nothing was changed")
                return .interrupted
            }
        }
        let outcome = try await preparation.target.install(request, progress: session.progress)
        try session.print(
            .document("valise.install.v1", InstallSummary(outcome: outcome, bundle: preparation.bundle.id).members),
            text: InstallSummary(outcome: outcome, bundle: preparation.bundle.id).text)
        return .done
    }
}
