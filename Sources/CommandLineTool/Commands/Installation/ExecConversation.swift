import EngineClient
import Foundation
import Vocabulary

/// The streams of a command in a container, joined to those of this process.
struct ExecConversation: Sendable {
    let engine: EngineClient
    let exec: String
    let tty: Bool
    let session: Session

    /// Runs to the command's end; gives its exit code.
    func run() async throws -> Int {
        session.pauseProgress()
        guard tty else { return try await converse() }
        return try await TerminalMode.with(.raw, on: STDIN_FILENO) { try await converse() }
    }

    private func converse() async throws -> Int {
        let conversation = try await engine.startExec(exec, tty: tty, silence: .untilCancelled)
        if tty { watchSize() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for try await bytes in StandardInput() { try await conversation.write(bytes) }
                try await conversation.closeInput()
            }
            for try await chunk in conversation {
                switch chunk.source {
                case .standardOutput: try session.output.write(chunk.bytes)
                case .standardError: try session.errorOutput.write(chunk.bytes)
                }
            }
            // The command has ended; nobody reads its input any more.
            group.cancelAll()
            while let result = await group.nextResult() {
                // What could not be written to a command that has ended is no failure.
                if case .failure(let error) = result, error is ReaderLeft { throw error }
            }
        }
        return try await engine.exitCode(of: exec, limit: .seconds(10))
    }

    private func watchSize() {
        let resize: @Sendable () -> Void = {
            var size = winsize()
            guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 else { return }
            let (columns, rows) = (Int(size.ws_col), Int(size.ws_row))
            // A size that comes too late for a command that has ended is no failure.
            Task { try? await engine.resizeExec(exec, columns: columns, rows: rows) }
        }
        Signals.watch([SIGWINCH]) { _ in resize() }
        resize()
    }
}
