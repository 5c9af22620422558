import ArgumentParser

/// Where a command works, and how it tells of its work.
struct SessionOptions: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp(
            "Where Valise keeps what it knows of this target.",
            discussion: "Default: $VALISE_STATE_DIR, else /var/lib/valise (root) or ~/.local/state/valise.",
            valueName: "dir"))
    var stateDir: String?

    @Option(
        help: ArgumentHelp(
            "The container engine: unix:///run/docker.sock or tcp://HOST:PORT.",
            discussion: "Default: $DOCKER_HOST, else the engine of this machine.", valueName: "url"))
    var engine: String?

    @Option(
        help: ArgumentHelp(
            "How progress is told on standard error.", valueName: "auto|plain|json|none"))
    var progress: ProgressStyle = .auto

    @Flag(name: .shortAndLong, help: "Tell nothing but warnings and errors on standard error.")
    var quiet = false
}

/// The options that every command takes, but for `config`, whose data has forms of its own.
struct CommonOptions: ParsableArguments, Sendable {
    @Option(help: ArgumentHelp("The form of the data on standard output.", valueName: "text|json"))
    var format: OutputFormat = .text

    @OptionGroup var session: SessionOptions
}
