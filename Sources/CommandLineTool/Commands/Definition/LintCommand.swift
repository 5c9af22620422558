import ArgumentParser
import Bundling
import Planning
import Vocabulary

/// `valise lint`: everything that would go wrong, all at once.
struct LintCommand: CommonCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint", abstract: "Say everything about a definition that would go wrong, all at once.",
        usage: "valise lint <dir> [<options>]",
        discussion: """
            Errors would be refused by `valise pack`, warnings are worth a thought, and notes say what each bind mount is
            taken for: configuration, data, or something of the host. Ends with 10 where there is an error.

            Examples:
              valise lint Bundles/hello
              valise lint Bundles/hello --format json
            """)

    @Argument(help: "The folder that holds `valise.yaml`.") var dir: String
    @OptionGroup var profiles: ProfileOptions
    @OptionGroup var common: CommonOptions

    func run(in session: Session) async throws -> CommandExit {
        let findings: [Problem]
        do {
            let definition = try define(session.path(dir), profileFolders: profiles.folders(for: dir, in: session))
            findings =
                lint(definition)
                + definition.showingLines(
                    (Self.isForOneHost(definition) ? ignoredAttributes(of: definition.project) : [])
                        + TargetTrial.refusals(of: definition))
                + TargetTrial.onSeveralHosts(definition)
        } catch let problems as Problems {
            findings = problems.all
        }
        let errors = findings.filter { $0.severity == .error }
        try session.print(
            .document(
                "valise.lint.v1",
                ["errors": .integer(Int64(errors.count)), "findings": .array(findings.map(ProblemDocument.of))]),
            text: findings.isEmpty ? "nothing to say against it\n" : session.outputText.of(findings))
        guard let first = errors.first else { return .done }
        return CommandExit(first.exit)
    }

    /// What has no effect on one host concerns nobody where all profiles need several.
    private static func isForOneHost(_ definition: Definition) -> Bool {
        definition.profiles.isEmpty || definition.profiles.contains { $0.minimumHosts == 1 }
    }
}
