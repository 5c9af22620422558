import Rollout
import ArgumentParser
import Planning
import Vocabulary

/// `valise check`: the prerequisites, each with a remedy.
struct CheckCommand: CommonCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Look whether this host can run a bundle; change nothing.",
        usage: "valise check [<file>] [--profile <name>] [<options>]",
        discussion: """
            Every prerequisite is looked at, and every one that is missing is named at once, with a remedy. Ends with 12 where
            a required one is missing. What depends on answers (ports, names, space) is checked with those at hand: given by
            `--set`, of the installation that is there, or the defaults. Without a file only the host is looked at.

            Examples:
              valise check
              valise check hello-1.0.0.valise --profile demo-laptop
              valise check hello-1.0.0.valise --set HTTP_PORT=8081 --format json
            """)

    @Argument(help: "The bundle.") var file: String?
    @OptionGroup var options: InstallOptions
    @OptionGroup var common: CommonOptions

    func run(in session: Session) async throws -> CommandExit {
        let report = try await report(in: session)
        let summary = CheckSummary(report: report, style: session.outputText.style)
        try session.print(.document("valise.check.v1", summary.members), text: summary.text)
        guard let problems = report.problems else { return .done }
        // Every failure stands in the report already, with its remedy.
        guard session.format == .text else { throw problems }
        let ids = Set(report.results.filter { $0.outcome == .failed }.map(\.id.rawValue)).sorted()
        throw Problem(
            "check.failed", .prerequisite,
            "\(ids.count) prerequisite\(ids.count == 1 ? " is" : "s are") missing: "
                + ids.map { "`\($0)`" }.joined(separator: ", "), consequence: "nothing was changed",
            hint: "the remedies stand above")
    }

    private func report(in session: Session) async throws -> CheckReport {
        guard let file else {
            let named = try options.hosts.map { try session.inventory($0) }
            if case .several(let hosts) = TargetMachines(named: named, known: [], profile: nil) {
                let cluster = try await session.cluster(hosts)
                var context = try cluster.checkContext()
                context.foreignSwarm = options.foreignSwarm
                return try await cluster.check(for: context).report
            }
            let target = try session.target()
            return check([try await target.gatherFacts()], for: try target.checkContext()).report
        }
        let preparation = try await Preparation(file, options, in: session)
        let checked = try await preparation.look()
        let answers: Answers
        do {
            answers = try preparation.answersAtHand()
        } catch let problems as Problems where problems.all.allSatisfy({ $0.code == "answers.missing" }) {
            session.warn(
                Problem(
                    "check.answers-missing", .prerequisite, severity: .warning,
                    "ports, names and space were not checked: they depend on answers that are not known yet",
                    hint: "`--set NAME=VALUE`, or `valise install`, which asks"))
            return checked.report
        }
        return try await preparation.place(answers, on: checked).1.report
    }
}
