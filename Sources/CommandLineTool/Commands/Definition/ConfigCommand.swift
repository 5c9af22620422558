import ArgumentParser
import Compose
import Vocabulary

/// `valise config`: the resolved Compose model.
struct ConfigCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Print the resolved Compose model, as `docker compose config` prints it.",
        usage: "valise config [<dir> | -f <file> …] [<options>]",
        discussion: """
            Files are merged, variables filled in, `extends`, `include` and profiles resolved.

            Examples:
              valise config                              the Compose file of this folder
              valise config -f compose.yaml -f site.yaml --format json
              valise config Bundles/hello --profile debug
            """)

    enum Form: String, ExpressibleByArgument, CaseIterable, Sendable { case yaml, json }

    @Argument(help: "The folder of the Compose files; by default this one.")
    var dir: String?
    @Option(
        name: [.customShort("f"), .long], help: ArgumentHelp("A Compose file; may be given again.", valueName: "file"))
    var file: [String] = []
    @Option(help: ArgumentHelp("A file with variables; may be given again.", valueName: "file"))
    var envFile: [String] = []
    @Option(help: ArgumentHelp("A Compose profile to activate; may be given again.", valueName: "name"))
    var profile: [String] = []
    @Option(help: ArgumentHelp("The folder that relative paths start from.", valueName: "dir"))
    var projectDirectory: String?
    @Option(name: [.short, .long], help: ArgumentHelp("The name of the project.", valueName: "name"))
    var projectName: String?
    @Flag(help: "Leave variables as they are written.")
    var noInterpolate = false
    @Flag(help: "Leave out names, the default network and other defaults.")
    var noNormalize = false
    @Flag(help: "Leave relative paths as they are written.")
    var noPathResolution = false
    @Flag(help: "Do not check that services and objects fit each other.")
    var noConsistency = false
    @Option(name: .customLong("format"), help: ArgumentHelp("The form of the model.", valueName: "yaml|json"))
    var form: Form = .yaml
    @OptionGroup var session: SessionOptions

    var format: OutputFormat { form == .json ? .json : .text }

    func run(in session: Session) async throws -> CommandExit {
        let reader = DiskFileReader()
        let project = try ComposeLoader.load(request(reader, in: session), reader: reader)
        for warning in project.warnings { session.warn(warning) }
        if form == .json, let problems = JSONForm.problems(of: project) { throw problems }
        // What is left uninterpolated is printed as it is written; else a dollar sign must not become a variable again.
        let dollars: ComposePrinter.Dollars = noInterpolate ? .plain : .doubled
        try session.print(
            form == .json
                ? ComposePrinter.json(
                    noInterpolate ? JSONForm.uninterpolated(project) : JSONForm.of(project), dollars: dollars)
                : YAMLPrinter.text(
                    of: noInterpolate ? YAMLForm.uninterpolated(project) : YAMLForm.of(project).doublingDollars))
        return .done
    }

    private func request(_ reader: DiskFileReader, in session: Session) throws -> ComposeRequest {
        var invocation = ComposeInvocation(
            environment: session.environment.variables,
            workingDirectory: dir.map(session.path) ?? session.currentDirectory)
        invocation.files = file
        invocation.environmentFiles = envFile
        invocation.projectDirectory = projectDirectory
        invocation.projectName = projectName
        invocation.profiles = profile
        var request = try invocation.request(reader: reader)
        request.interpolation = noInterpolate ? .leave : .resolve
        if noNormalize { request.leftOut.insert(.normalization) }
        if noPathResolution { request.leftOut.insert(.pathResolution) }
        if noConsistency { request.leftOut.insert(.consistency) }
        return request
    }
}
