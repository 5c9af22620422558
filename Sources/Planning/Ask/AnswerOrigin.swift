/// Where an answer came from: it decides which of several counts, and what a message says.
public enum AnswerOrigin: Hashable, Sendable {
    /// `--set K=V`: seen by everybody who lists processes, so it takes no passwords.
    case commandLine
    /// `--set-file K=PATH`
    case file(path: String)
    /// `--answers F`
    case answersFile(path: String)
    /// Typed at the terminal.
    case prompt

    /// The lower one counts.
    var rank: Int {
        switch self {
        case .commandLine: 0
        case .file: 1
        case .answersFile: 2
        case .prompt: 3
        }
    }

    /// For messages: "given by `--set`".
    var phrase: String {
        switch self {
        case .commandLine: "given by `--set`"
        case .file(let path): "given by `--set-file` from \(path)"
        case .answersFile(let path): "given in \(path)"
        case .prompt: "typed"
        }
    }
}
