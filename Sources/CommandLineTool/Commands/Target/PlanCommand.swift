import ArgumentParser
import Rollout
import Vocabulary

/// `valise plan`: what an install would do.
struct PlanCommand: CommonCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Show what an install would do, step by step; change nothing.",
        usage: "valise plan <file> [--as <name>] [--profile <name>] [--set <name=value>] [<options>]",
        discussion: """
            Each step is looked at: what is so already is not done again.

            Examples:
              valise plan hello-1.0.0.valise --profile demo-laptop
              valise plan hello-1.0.0.valise --as hello-2 --set HTTP_PORT=8081
            """)

    @Argument(help: "The bundle.") var file: String
    @OptionGroup var options: InstallOptions
    @OptionGroup var common: CommonOptions

    func run(in session: Session) async throws -> CommandExit {
        let preparation = try await Preparation(file, options, in: session)
        let preview = try await preparation.target.previewInstall(preparation.request())
        let summary = PlanSummary(
            plan: preview.plan, changes: preview.changes, replacements: preview.replacements)
        try session.print(.document("valise.plan.v1", summary.members), text: summary.text)
        return .done
    }
}
