import ArgumentParser
import Planning
import Rollout
import Vocabulary

/// `valise plan`: what an install would do.
struct PlanCommand: CommonCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Show what an install would do, step by step; change nothing.",
        usage: "valise plan <file> [--as <name>] [--profile <name>] [--hosts <file>] [--set <name=value>] [<options>]",
        discussion: """
            Each step is looked at: what is so already is not done again.
            Of several hosts it shows where each service may run, and why; none is contacted.

            Examples:
              valise plan hello-1.0.0.valise --profile demo-laptop
              valise plan hello-1.0.0.valise --as hello-2 --set HTTP_PORT=8081
              valise plan visio-4.5.8.valise --profile customer-site --hosts hosts.yaml
            """)

    @Argument(help: "The bundle.") var file: String
    @OptionGroup var options: InstallOptions
    @OptionGroup var common: CommonOptions

    func run(in session: Session) async throws -> CommandExit {
        let preparation = try await Preparation(file, options, in: session, contact: .avoided)
        if case .several(let hosts) = preparation.machines {
            return try await plan(preparation, on: hosts, in: session)
        }
        guard case .one(let target) = preparation.site else {
            throw Problem("plan.no-site", .defect, "a plan for one host without one")
        }
        let preview = try await target.previewInstall(preparation.request())
        let summary = PlanSummary(
            plan: preview.plan, changes: preview.changes, replacements: preview.replacements)
        try session.print(.document("valise.plan.v1", summary.members), text: summary.text)
        return .done
    }

    /// Where the services may run; what would be done on the hosts is not planned yet.
    private func plan(
        _ preparation: Preparation, on hosts: [InventoryHost], in session: Session
    ) async throws -> CommandExit {
        try checkHostCount(hosts.count, for: preparation.profile)
        let desired = try preparation.desired(try await preparation.answers())
        let placement = try preparation.place(desired, on: TargetHost.stated(hosts))
        let summary = PlacementSummary(
            installation: preparation.installation, placement: placement, notes: session.outputText)
        try session.print(.document("valise.plan.v1", summary.members), text: summary.text)
        session.tell("no host was contacted: `valise install` shows the steps before it begins")
        return .done
    }
}
