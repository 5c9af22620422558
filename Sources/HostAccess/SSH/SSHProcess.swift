import Foundation
import Synchronization
import Vocabulary

/// A running `ssh`: one socket for its input and output, the last of what it writes to standard error, and how it ends.
final class SSHProcess: Sendable {
    /// Our end of its standard input and output. Whoever takes it closes it.
    let socket: Int32
    private let processID: Int32
    private let state: Mutex<State>
    private let hasEnded = DispatchGroup()
    private let hasSaidAll = DispatchGroup()

    private struct State {
        var status: Int32?
        var errors: [UInt8] = []
    }

    struct Outcome: Hashable, Sendable {
        /// As a shell has it: 255 where ssh itself failed or was killed.
        var status: Int32
        var errors: String
    }

    /// What is kept of standard error: the warning of a changed key is 1 KiB.
    private static let errorLimit = 16 * 1024

    /// Starts the first `ssh` of PATH. Throws `ssh.not-installed`.
    init(_ arguments: [String]) throws {
        let environment = ProcessInfo.processInfo.environment
        let program = try Self.find(in: environment["PATH"] ?? "/usr/bin:/bin")
        let pair = try Self.pair()
        let errors = Pipe()
        for handle in [errors.fileHandleForReading, errors.fileHandleForWriting] {
            _ = fcntl(handle.fileDescriptor, F_SETFD, FD_CLOEXEC)
        }
        socket = pair.mine
        state = Mutex(State())
        // Its ends close with its process.
        defer {
            close(pair.its)
            errors.fileHandleForWriting.closeFile()
        }
        let process: ChildProcess
        do {
            // Its messages are read: in English.
            process = try ChildProcess(
                program, arguments, environment: environment.merging(["LC_ALL": "C"]) { $1 },
                ChildProcess.Streams(
                    input: pair.its, output: pair.its, errors: errors.fileHandleForWriting.fileDescriptor))
        } catch {
            close(pair.mine)
            throw Problem("ssh.not-installed", .prerequisite, "cannot run `ssh`: \(error.localizedDescription)")
        }
        processID = process.number
        hasEnded.enter()
        hasSaidAll.enter()
        process.whenEnded { [self] status in
            state.withLock { $0.status = status }
            hasEnded.leave()
        }
        let reading = errors.fileHandleForReading
        Thread.detachNewThread { [self] in
            while true {
                let bytes = reading.availableData
                if bytes.isEmpty { break }
                state.withLock { $0.errors = ($0.errors + bytes).suffix(Self.errorLimit) }
            }
            hasSaidAll.leave()
        }
    }

    /// Waits for its end, and for what it says on the way; blocks. `nil` where it goes on beyond the limit.
    func outcome(within seconds: Double) -> Outcome? {
        guard hasEnded.wait(timeout: .now() + seconds) == .success else { return nil }
        // A helper of its own may hold standard error open: what is there by now is all that counts.
        _ = hasSaidAll.wait(timeout: .now() + 0.5)
        return state.withLock { state in
            Outcome(status: state.status ?? 255, errors: String(decoding: state.errors, as: UTF8.self))
        }
    }

    /// Ends it, unless it ends by itself within two seconds, as it does where its input is closed and the other side answers.
    func end() {
        Thread.detachNewThread { [self] in
            guard outcome(within: 2) == nil else { return }
            kill(processID, SIGTERM)
            guard outcome(within: 2) == nil else { return }
            kill(processID, SIGKILL)
        }
    }

    private static func find(in path: String) throws -> String {
        let candidates = path.split(separator: ":").map { $0 + "/ssh" } + ["/usr/bin/ssh"]
        guard let found = candidates.first(where: { access($0, X_OK) == 0 }) else {
            throw Problem(
                "ssh.not-installed", .prerequisite, "cannot reach other hosts: there is no `ssh` here",
                expected: "OpenSSH's client in PATH", hint: "run `apt-get install openssh-client`")
        }
        return found
    }

    private static func pair() throws -> (mine: Int32, its: Int32) {
        var ends: [Int32] = [-1, -1]
        #if os(Linux)
            let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        #else
            let kind = SOCK_STREAM
        #endif
        try HostProblem.check(socketpair(AF_UNIX, kind, 0, &ends), "make a socket for", "ssh")
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }
}
