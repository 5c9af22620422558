import ArgumentParser

/// `valise`: the table of commands.
struct ValiseCommand: ParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "valise",
        abstract: "Pack an application once, carry it, run it where there is no internet.",
        usage: "valise <command> [<arguments>] [<options>]",
        discussion: """
            At the vendor:  valise pack DIR          makes NAME-VERSION.valise
            At the target:  valise check FILE        looks whether it can run there
                            valise install FILE      installs and starts it
                            valise status            says how it is
                            valise uninstall NAME    takes it away again

            Exit codes:     0  done                       14  a step failed
                            1  a defect of Valise         15  it is not healthy
                           10  the definition is wrong    16  no such installation
                           11  the bundle is damaged      64  wrong usage
                           12  a prerequisite is missing 130  interrupted
                           13  services cannot be placed
            """,
        version: version,
        groupedSubcommands: groups)

    private static let groups = [
        CommandGroup(name: "At the vendor", subcommands: vendor.map { $0 as any ParsableCommand.Type }),
        CommandGroup(name: "At the target", subcommands: target + hidden.map { $0 as any ParsableCommand.Type }),
    ]
    private static let vendor: [any Command.Type] = [
        InitCommand.self, ConfigCommand.self, LintCommand.self, PackCommand.self, InspectCommand.self,
        VerifyCommand.self, ServeCommand.self, PushCommand.self,
    ]
    private static let target: [any ParsableCommand.Type] = [
        CheckCommand.self, PlanCommand.self, InstallCommand.self, ResumeCommand.self, UninstallCommand.self,
        ListCommand.self, StatusCommand.self, StartCommand.self, StopCommand.self, RestartCommand.self,
        OpenCommand.self, LogsCommand.self, ExecCommand.self, HostsCommand.self,
    ]

    /// What another `valise` or the benchmark calls, and no person: help leaves them out.
    private static let hidden: [any Command.Type] = [HostCommand.self, MeasurePlacementCommand.self]

    /// What may stand after `valise`.
    static var names: [String] {
        vendor.compactMap { $0.configuration.commandName } + target.compactMap { $0.configuration.commandName }
    }

    static func hasCommand(_ name: String) -> Bool {
        names.contains(name) || hidden.contains { $0.configuration.commandName == name }
    }
}
