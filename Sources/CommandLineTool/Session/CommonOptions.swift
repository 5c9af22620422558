import ArgumentParser

/// Where a command works, and how it tells of its work.
struct SessionOptions: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp(
            "Where Valise keeps its state (or $VALISE_STATE_DIR).", valueName: "dir"))
    var stateDir: String?

    @Option(
        help: ArgumentHelp(
            "The container engine, unix:// or tcp:// (or $DOCKER_HOST).", valueName: "url"))
    var engine: String?

    @Option(
        help: ArgumentHelp(
            "OpenSSH's configuration for the ways to other hosts (or $VALISE_SSH_CONFIG).", valueName: "file",
            // Of use to the few commands that reach hosts: their help names it.
            visibility: .hidden))
    var sshConfig: String?

    @Option(
        help: ArgumentHelp(
            "How progress is told on standard error.", valueName: "style"))
    var progress: ProgressStyle = .auto

    @Flag(name: .shortAndLong, help: "Tell nothing but warnings and errors on standard error.")
    var quiet = false
}

/// The options that every command takes, but for `config`, whose data has forms of its own.
struct CommonOptions: ParsableArguments, Sendable {
    @Option(help: ArgumentHelp("The form of the data on standard output.", valueName: "form"))
    var format: OutputFormat = .text

    @OptionGroup var session: SessionOptions
}
