import ArgumentParser
import Planning
import Vocabulary

/// What `check`, `plan` and `install` have in common: a bundle and how it is to be installed.
struct InstallOptions: ParsableArguments, Sendable {
    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("The name of the installation; by default the application's.", valueName: "name"))
    var installationName: String?

    @Option(help: ArgumentHelp("The kind of target, one of the bundle's profiles.", valueName: "name"))
    var profile: String?

    @Option(
        name: .customLong("with"),
        help: ArgumentHelp("A Compose profile to activate; may be given again.", valueName: "name"))
    var composeProfiles: [String] = []

    @Option(
        help: ArgumentHelp(
            "The hosts of the target, an inventory; by default those of `valise hosts`, where the profile is for several. `--ssh-config <file>` names another configuration of OpenSSH than yours.",
            valueName: "file"))
    var hosts: String?

    @Flag(
        help:
            "Of several hosts: where they are in a Docker Swarm already, use it beside what is in it. Nothing of that is touched, and it stays when the last installation goes."
    )
    var joinSwarm = false

    @OptionGroup var answers: AnswerOptions

    var foreignSwarm: ForeignSwarm { joinSwarm ? .shared : .refused }

    /// `--as`, else the application's name. Throws `usage.wrong`, exit 64.
    func installation(of application: ApplicationName) throws -> InstallationName {
        guard let installationName else { return InstallationName(application) }
        guard let name = InstallationName(installationName) else {
            throw Problem(
                "usage.wrong", .usage, "cannot install under the name `\(installationName)`",
                expected: InstallationName.grammar, hint: "`--as \(application)-2`, for example")
        }
        return name
    }
}
