import ArgumentParser

/// `valise`: the table of commands.
struct ValiseCommand: ParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "valise",
        abstract: "Pack an application once, where there is internet. Carry it. Run it where there is none.",
        usage: "valise <command> [options]",
        discussion: """
            At the vendor:      valise pack DIR                 makes NAME-VERSION.valise
            At the target:      valise check FILE               looks whether it can run there
                                valise install FILE             installs and starts it
                                valise status                   says how it is
                                valise uninstall NAME           takes it away again

            Exit codes: 0 done, 1 a defect of Valise, 10 the definition is wrong, 11 the bundle is damaged,
            12 a prerequisite is missing, 13 services cannot be placed, 14 a step failed, 15 not healthy,
            16 no such installation, 64 wrong usage, 130 interrupted.
            """,
        version: version,
        groupedSubcommands: [
            CommandGroup(
                name: "At the vendor", subcommands: [ConfigCommand.self])
        ])
}
