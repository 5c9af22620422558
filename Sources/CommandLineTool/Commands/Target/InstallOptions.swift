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

    @Option(
        help: ArgumentHelp(
            "Of several hosts: a service that may go to another host than the one with its data, and begins without it; may be given again. The data stays where it is.",
            valueName: "service"))
    var leaveData: [String] = []

    @OptionGroup var answers: AnswerOptions

    var foreignSwarm: ForeignSwarm { joinSwarm ? .shared : .refused }

    /// `--leave-data`. Throws `service.unknown`, exit 16.
    func leaving(among services: [ServiceName], of installation: InstallationName) throws -> Set<ServiceName> {
        Set(
            try leaveData.map { text in
                if let name = ServiceName(text), services.contains(name) { return name }
                throw Problem(
                    "service.unknown", .unknownName, "`\(installation)` has no service `\(text)`",
                    expected: services.map { "`\($0)`" }.joined(separator: ", "), consequence: "nothing was changed",
                    hint: NearestName.of(text, among: services.map(\.rawValue)).map { "did you mean `\($0)`?" }
                        ?? "`valise plan` shows its services")
            })
    }

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
