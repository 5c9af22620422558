/// A command to run in a running container: the body of `POST /containers/{id}/exec` (Engine API 1.41).
public struct ExecSpecification: Hashable, Sendable, Encodable {
    public var command: [String]
    public var user: String?
    public var workingDirectory: String?
    /// `KEY=value`.
    public var environment: [String]?
    public var privileged: Bool?
    public var tty = false
    /// Its standard input is ours.
    public var attachInput = false
    public var attachOutput = true
    public var attachError = true

    public init(command: [String]) { self.command = command }

    enum CodingKeys: String, CodingKey {
        case command = "Cmd"
        case user = "User"
        case workingDirectory = "WorkingDir"
        case environment = "Env"
        case privileged = "Privileged"
        case tty = "Tty"
        case attachInput = "AttachStdin"
        case attachOutput = "AttachStdout"
        case attachError = "AttachStderr"
    }
}
