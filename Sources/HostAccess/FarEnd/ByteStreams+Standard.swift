import Foundation
import Vocabulary

extension ByteStreams {
    /// Takes standard input and output for the protocol: from now on the process reads nothing, and what it prints by mistake goes to standard error.
    ///
    /// Throws `host.terminal`, exit 64, where a person's terminal is one of them.
    public static func takingStandardStreams() throws -> ByteStreams {
        guard isatty(STDIN_FILENO) == 0, isatty(STDOUT_FILENO) == 0 else {
            throw Problem(
                "host.terminal", .usage, "this command is the far end of another `valise`, and not for a terminal",
                hint: "`valise --help` lists what is")
        }
        let input = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
        try HostProblem.check(input, "take", "standard input")
        let output = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
        try HostProblem.check(output, "take", "standard output")
        let nothing = try FileDescriptor.open("/dev/null", O_RDONLY, to: "open")
        try HostProblem.check(dup2(nothing.number, STDIN_FILENO), "close", "standard input")
        try HostProblem.check(dup2(STDERR_FILENO, STDOUT_FILENO), "close", "standard output")
        return try ByteStreams(adoptingInput: input, output: output)
    }
}
