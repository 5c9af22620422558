import Foundation
import HostAccess
import Testing

/// The far end as the program that `ssh` starts.
struct FarEndCommandTests {
    private let greeting = "\0valise-host 5\n"

    @Test func whoeverDoesNotKnowItIsTurnedAway() async throws {
        let program = try Program()
        defer { program.remove() }
        let outcome = try await program.run(["host"])
        #expect(outcome.exit == 64)
        #expect(outcome.error.contains("--stdio"))
        let help = try await program.run(["--help"])
        #expect(!help.output.contains("--stdio"), "it is not listed")
    }

    @Test func itGreetsAndEndsWithItsInput() async throws {
        let program = try Program()
        defer { program.remove() }
        let silent = try await program.run(["host", "--stdio"])
        #expect(silent.exit == 0)
        #expect(silent.output == greeting)
        #expect(silent.error.isEmpty)
        let strange = try await program.run(["host", "--stdio"], input: "GET / HTTP/1.1\r\n\r\n")
        #expect(strange.exit == 12)
        #expect(strange.output == greeting, "what is said to a person goes to standard error")
        #expect(strange.error.contains("it printed \"GET / HTTP/1.1\""))
    }

    @Test func itDoesWhatItIsAskedFor() async throws {
        let program = try Program()
        defer { program.remove() }
        var ends: [Int32] = [-1, -1]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0)
        let process = Process()
        process.executableURL = Program.executable
        process.arguments = ["host", "--stdio"]
        let its = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
        (process.standardInput, process.standardOutput) = (its, its)
        try process.run()
        try its.close()
        try await ask(ByteStreams(adoptingInput: ends[0], output: ends[0]))
        while process.isRunning { try await Task.sleep(for: .milliseconds(10)) }
        #expect(process.terminationStatus == 0)
    }

    private func ask(_ streams: ByteStreams) async throws {
        let host = try await RemoteHost.connect(name: "edge", over: streams)
        #expect(try await host.hostName() == LocalHost().hostName())
        #expect(try await host.bootID() == LocalHost().bootID())
    }
}
