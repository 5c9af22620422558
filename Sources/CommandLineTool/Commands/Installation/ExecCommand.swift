import ArgumentParser
import EngineClient
import Foundation
import Ledger
import Vocabulary

/// `valise exec`: a command in a running container, as if one sat in front of it.
struct ExecCommand: CommonCommand {
    static let configuration = CommandConfiguration(
        commandName: "exec", abstract: "Run a command in a running container.",
        usage: "valise exec <name> <service> [<options>] -- <command> …",
        discussion: """
            Input, output and exit code are those of the command. On a terminal it gets a terminal of its own.

            Examples:
              valise exec hello web -- sh
              valise exec hello db -- pg_dump app > app.sql
            """)

    @Argument(help: "The installation.") var name: String
    @Argument(help: "One of its services.") var service: String
    @Argument(parsing: .postTerminator, help: "The command and its arguments.") var command: [String] = []
    @Option(help: ArgumentHelp("Which of the service's containers.", valueName: "n")) var index = 1
    @Option(name: .shortAndLong, help: ArgumentHelp("The user in the container.", valueName: "user")) var user: String?
    @Option(name: .shortAndLong, help: ArgumentHelp("The folder to start in.", valueName: "dir")) var workdir: String?
    @Option(name: .shortAndLong, help: ArgumentHelp("A variable; may be given again.", valueName: "name=value"))
    var env: [String] = []
    @Flag(name: [.customShort("T"), .long], help: "No terminal, also where there is one.") var noTty = false
    @OptionGroup var common: CommonOptions

    func validate() throws {
        if command.isEmpty { throw ValidationError("Missing the command: it stands behind `--`") }
    }

    func run(in session: Session) async throws -> CommandExit {
        let lookup = InstallationLookup(session: session)
        let installation = try lookup.installation(name)
        let containers = try await lookup.containers(of: installation.name, service: service)
        let fitting = containers.filter { $0.container.number == index }
        // Of a service of several hosts, tasks that have ended lie beside the one that runs.
        guard let placed = fitting.first(where: { $0.container.state == .running }) ?? fitting.first else {
            let numbers = Set(containers.map(\.container.number)).sorted().map { String($0) }
            throw Problem(
                "service.no-such-number", .unknownName, "`\(service)` has no container number \(index)",
                expected: "one of " + numbers.joined(separator: ", "))
        }
        defer { withExtendedLifetime(placed) {} }
        let (container, engine) = (placed.container, placed.engine)
        guard container.state == .running else {
            throw Problem(
                "service.not-running", .step, "cannot run a command in `\(container.name)`: it is not running",
                expected: "running", found: container.state.description,
                hint:
                    "`valise start \(installation.name) \(service)`, or look why: `valise logs \(installation.name) \(service)`"
            )
        }
        let tty = !noTty && isatty(STDIN_FILENO) == 1 && session.output.isTerminal
        var specification = ExecSpecification(command: command)
        specification.user = user
        specification.workingDirectory = workdir
        specification.environment = env.isEmpty ? nil : env
        specification.tty = tty
        specification.attachInput = true
        let exec = try await engine.createExec(container.id, specification)
        do {
            let code = try await ExecConversation(engine: engine, exec: exec, tty: tty, session: session).run()
            return CommandExit(ofProgram: code)
        } catch is CancellationError {
            // Ctrl-C is how a person ends it; the command in the container goes on.
            return .interrupted
        }
    }
}
