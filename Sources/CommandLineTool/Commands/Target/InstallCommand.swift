import ArgumentParser
import Opening
import Planning
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
        let manifest = preparation.bundle.manifest
        session.tell("\(manifest.application.title) \(manifest.application.version), bundle \(preparation.bundle.id)")
        let outcome: InstallOutcome?
        switch preparation.site {
        case .one(let target): outcome = try await install(preparation, on: target, in: session)
        case .several(let cluster): outcome = try await install(preparation, on: cluster, in: session)
        }
        guard let outcome else {
            session.tell("nothing was changed")
            return .interrupted
        }
        try session.print(
            .document("valise.install.v1", InstallSummary(outcome: outcome, bundle: preparation.bundle.id).members),
            text: InstallSummary(outcome: outcome, bundle: preparation.bundle.id).text)
        return .done
    }

    /// `nil` where a person said no.
    private func install(
        _ preparation: Preparation, on target: Target, in session: Session
    ) async throws -> InstallOutcome? {
        let request = try await preparation.request()
        let preview = try await target.previewInstall(request)
        let summary = PlanSummary(plan: preview.plan, changes: preview.changes, replacements: preview.replacements)
        guard try await isToBegin(preview.changes, summary.text, in: session) else { return nil }
        return try await target.install(request, progress: session.progress)
    }

    private func install(
        _ preparation: Preparation, on cluster: Cluster, in session: Session
    ) async throws -> InstallOutcome? {
        let request = try await preparation.request()
        let preview = try await cluster.previewInstall(request)
        let summary = ClusterPlanSummary(preview: preview)
        if preview.publishing == .hostPorts {
            session.tell(
                "not every kernel has IPVS: services are reached by the names of their tasks, and ports are open on the hosts that run them"
            )
        }
        guard try await isToBegin(preview.changes, summary.text, in: session) else { return nil }
        return try await cluster.install(request, progress: session.progress)
    }

    private func isToBegin(_ changes: Set<String>, _ text: String, in session: Session) async throws -> Bool {
        guard !yes, !changes.isEmpty, let prompter = TerminalPrompter(session) else { return true }
        try session.errorOutput.write("\n" + text + "\n")
        return try await prompter.confirm("begin?", unanswered: .yes)
    }
}
