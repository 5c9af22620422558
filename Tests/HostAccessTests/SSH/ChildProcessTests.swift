import Foundation
import Testing

@testable import HostAccess

/// Programs that are started beside each other, with the system's own for examples.
@Suite struct ChildProcessTests {
    private let nothing: FileDescriptor

    init() throws { nothing = try FileDescriptor.open("/dev/null", O_RDWR, to: "open") }

    private func start(_ script: String, input: Int32? = nil) throws -> ChildProcess {
        try ChildProcess(
            "/bin/sh", ["-c", script], environment: ["PATH": "/usr/bin:/bin", "WORD": "a b"],
            ChildProcess.Streams(input: input ?? nothing.number, output: nothing.number, errors: nothing.number))
    }

    private func status(of child: ChildProcess) async -> Int32 {
        await withCheckedContinuation { continuation in child.whenEnded { continuation.resume(returning: $0) } }
    }

    @Test func howItEnds() async throws {
        #expect(await status(of: try start("exit 7")) == 7)
        #expect(await status(of: try start("kill -KILL $$")) == 255)
        #expect(await status(of: try start("test \"$WORD\" = 'a b'")) == 0)
    }

    /// One that closes what it inherits, as `ssh` does, and goes on, is not waited for by who waits for another.
    @Test func theEndOfOneIsNoticedWhileAnotherGoesOn() async throws {
        let pair = try SocketPair()
        let long = try start("for n in 3 4 5 6 7 8 9; do eval \"exec $n>&-\"; done; read line", input: pair.second)
        close(pair.second)
        let ended = Task { await status(of: long) }
        #expect(await status(of: try start("exit 3")) == 3)
        #expect(kill(long.number, 0) == 0, "it goes on")
        close(pair.first)
        // `read` says that there was no line.
        #expect(await ended.value == 1)
    }

    @Test func aProgramThatIsNotThere() throws {
        let streams = ChildProcess.Streams(input: nothing.number, output: nothing.number, errors: nothing.number)
        #expect(throws: POSIXError.self) { try ChildProcess("/no/such/program", [], environment: [:], streams) }
    }
}
