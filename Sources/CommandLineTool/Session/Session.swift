import Foundation
import Synchronization
import Vocabulary

/// One run of the program: where it writes, how, and what it has learnt that a failure should tell.
final class Session: Sendable {
    let format: OutputFormat
    let environment: Environment
    let output = StandardStream.output
    let errorOutput = StandardStream.error
    let errorText: ProblemText
    let outputText: ProblemText
    let isQuiet: Bool
    private let stateDirectoryOption: String?
    /// `--engine`; without it `DOCKER_HOST` counts.
    let engineOption: String?
    private let sshOption: String?
    private let renderer: any ProgressRenderer
    private let knownSupport = Mutex<ApplicationDescription.Support?>(nil)

    init(_ options: SessionOptions, format: OutputFormat, environment: Environment) {
        self.format = format
        self.environment = environment
        isQuiet = options.quiet
        stateDirectoryOption = options.stateDir
        engineOption = options.engine
        sshOption = options.sshConfig
        errorText = ProblemText(style: Style(isColoured: environment.allowsColour && errorOutput.isTerminal))
        outputText = ProblemText(style: Style(isColoured: environment.allowsColour && output.isTerminal))
        renderer =
            switch (options.quiet, options.progress) {
            case (true, _), (_, .none): SilentProgress(stream: errorOutput, text: errorText)
            case (_, .json): JSONProgress(stream: errorOutput)
            case (_, .auto) where errorOutput.isTerminal && environment["TERM"] != "dumb":
                TerminalProgress(stream: errorOutput, text: errorText)
            case (_, .auto), (_, .plain): PlainProgress(stream: errorOutput, text: errorText)
            }
    }

    /// Where stages tell how far they are.
    var progress: ProgressSink {
        { [renderer] event in renderer.take(event) }
    }

    /// Data. It goes to standard output, and nothing else does.
    func print(_ text: String) throws {
        renderer.pause()
        try output.write(text)
    }

    /// The document or the text, as `--format` says.
    func print(_ document: @autoclosure () throws -> JSON, text: @autoclosure () throws -> String) throws {
        switch format {
        case .json: try print(try document().pretty)
        case .text: try print(try text())
        }
    }

    /// One line for the person who looks on; not with `--quiet`.
    func tell(_ line: String) {
        renderer.take(.note(line))
    }

    func warn(_ problem: Problem) {
        renderer.take(.warning(problem))
    }

    /// Whom to call: printed under every failure from now on.
    func remember(support: ApplicationDescription.Support?) {
        guard let support else { return }
        knownSupport.withLock { $0 = support }
    }

    var support: ApplicationDescription.Support? { knownSupport.withLock { $0 } }

    func pauseProgress() { renderer.pause() }
    func finishProgress() { renderer.finish() }

    /// The folder that relative paths of this run start from.
    var currentDirectory: AbsolutePath {
        AbsolutePath(FileManager.default.currentDirectoryPath, relativeTo: .root)
    }

    /// Where nothing is, but root may have something, that is said too: who installed with `sudo` asks without it.
    func tellNothingIsInstalled() {
        tell("nothing is installed here (state folder \(stateDirectory))")
        let ofRoot = "/var/lib/valise"
        if geteuid() != 0, stateDirectory.rawValue != ofRoot, access(ofRoot, F_OK) == 0 {
            tell("what root has installed is in \(ofRoot): ask as root, for example with `sudo`")
        }
    }

    /// A path as the person gave it.
    func path(_ text: String) -> AbsolutePath { AbsolutePath(text, relativeTo: currentDirectory) }

    /// What OpenSSH's client is to read in the place of the user's own configuration.
    var sshConfiguration: AbsolutePath? { (sshOption ?? environment["VALISE_SSH_CONFIG"]).map(path) }

    /// The state folder of other hosts, where everything of theirs is done as root.
    var hostStateDirectory: AbsolutePath {
        (stateDirectoryOption ?? environment["VALISE_STATE_DIR"]).map(path)
            ?? AbsolutePath("/var/lib/valise", relativeTo: .root)
    }

    /// `--state-dir`, else `VALISE_STATE_DIR`, else the system's place for root and the person's own for others (XDG Base Directory: `XDG_STATE_HOME`).
    var stateDirectory: AbsolutePath {
        if let text = stateDirectoryOption ?? environment["VALISE_STATE_DIR"] { return path(text) }
        if geteuid() == 0 { return AbsolutePath("/var/lib/valise", relativeTo: .root) }
        let home = path(environment["HOME"] ?? "/")
        let state = environment["XDG_STATE_HOME"].map(path) ?? home.appending(".local/state")
        return state.appending("valise")
    }
}
