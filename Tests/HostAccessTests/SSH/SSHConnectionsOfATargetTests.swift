import Foundation
import TestKit
import Testing
import Vocabulary

@testable import HostAccess

/// One host of a target that is not as it should be, as a person is told of it by `valise check` and `valise hosts add`.
@Suite(.enabled(if: TestHosts.ofEnvironment != nil, "needs test hosts with sshd: Tests/run makes them"))
struct SSHConnectionsOfATargetTests {
    let folder: TemporaryFolder
    let hosts: TestHosts
    private var state: AbsolutePath { folder.path.appending("state") }

    init() throws {
        folder = try TemporaryFolder()
        hosts = try #require(TestHosts.ofEnvironment)
    }

    private struct Outcome {
        var exit: Int32
        var output: String
        var error: String
    }

    /// Runs the program to its end, on this machine.
    private func valise(_ arguments: [String]) async throws -> Outcome {
        let process = Process()
        process.executableURL = URL(filePath: try TestHosts.program.rawValue)
        process.arguments = arguments + ["--ssh-config", hosts.configuration.rawValue, "--progress", "plain"]
        process.environment = [
            "PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "HOME": folder.path.rawValue, "LC_ALL": "C.UTF-8",
            "VALISE_STATE_DIR": state.rawValue,
        ]
        let files = ["output", "error"].map { URL(filePath: folder.path.appending($0).rawValue) }
        for file in files { try Data().write(to: file) }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: files[0])
        process.standardError = try FileHandle(forWritingTo: files[1])
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in continuation.resume() }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        let texts = try files.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
        return Outcome(exit: process.terminationStatus, output: texts[0], error: texts[1])
    }

    private func inventory(_ first: String = "root", _ second: String = "root") throws -> String {
        try folder.write(
            """
            hosts:
              - { name: \(hosts.first), address: 10.232.0.11, ssh: \(first)@\(hosts.first) }
              - { name: \(hosts.second), address: 10.232.0.12, ssh: \(second)@\(hosts.second) }

            """, at: "hosts.yaml"
        ).rawValue
    }

    @Test func sudoIsRefusedOnOneHost() async throws {
        let found = try await valise(["check", "--hosts", try inventory("root", "guest")])
        #expect(found.exit == 12, "\(found.error)")
        #expect(
            found.error.contains(
                "cannot reach the host `\(hosts.second)` (guest@\(hosts.second)): `sudo` does not let this user act as root without a password"
            ), "\(found.error)")
        #expect(found.error.contains("'guest ALL=(ALL) NOPASSWD: ALL'"))
        #expect(!found.error.contains("cannot reach the host `\(hosts.first)`"))
        #expect(found.output.isEmpty)
    }

    /// What was found on each, their keys shown and kept; one that cannot be reached is a warning.
    @Test func hostsThatAreAdded() async throws {
        let add = ["hosts", "add", "--from", try inventory()]
        let found = try await valise(add)
        #expect(found.exit == 0, "\(found.error)")
        for host in [hosts.first, hosts.second] {
            #expect(found.error.contains("host `\(host)` is seen for the first time; its key is ssh-ed25519 SHA256:"))
            #expect(try KnownHosts(at: state.appending("known_hosts")).key(of: host) != nil)
        }
        #expect(found.output.contains("added 2 hosts: `\(hosts.first)`, `\(hosts.second)`\n"), "\(found.output)")
        #expect(
            try found.output.contains(Regex("`\(hosts.first)`: Debian.+, docker 20\\.10.+ of memory, .+ free in /")),
            "\(found.output)")
        #expect(try found.output.contains(Regex("`\(hosts.second)`: Debian.+, no engine, ")), "\(found.output)")
        #expect(found.error.contains("warning: host `\(hosts.second)` is there, and its engine is not"))
        let again = try await valise(["hosts", "add", "--from", try inventory()])
        #expect(again.exit == 0 && !again.error.contains("first time"), "\(again.error)")
        let left = try await valise(["hosts", "ls"])
        #expect(left.output.contains("10.232.0.12"))
    }

    @Test func tooLittleRoomOnOneHost() async throws {
        let known = folder.path.appending("known_hosts")
        let connection = try hosts.connection(to: hosts.second, knownHosts: known)
        // This machine and the hosts see the same folder there, and only the second a small disk.
        let place = folder.path.appending("small").rawValue
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        _ = try await connection.output(of: "mount -t tmpfs -o size=20m tmpfs \(place)")
        let found: Result<Outcome, any Error>
        do {
            let arguments = ["check", "--hosts", try inventory(), "--state-dir", place]
            found = .success(try await valise(arguments))
        } catch {
            found = .failure(error)
        }
        _ = try await connection.output(of: "umount \(place)")
        let outcome = try found.get()
        #expect(outcome.exit == 12)
        #expect(try outcome.output.contains(Regex("free space for data +ok +FAILED")), "\(outcome.output)")
        #expect(
            outcome.output.contains(
                "free space for data on \(hosts.second): 20.0 MiB free; needed: 64.0 MiB free in \(place)"),
            "\(outcome.output)")
        #expect(outcome.error.contains("`disk.state`"), "\(outcome.error)")
    }

    /// Another machine answers at the address of one host, and of the other the login is not allowed: both are said at once.
    @Test func anotherKeyOnOneHostAndNoWayToTheOther() async throws {
        let known = state.appending("known_hosts")
        _ = try await hosts.connection(to: hosts.second, knownHosts: known).open().hostName()
        let other = try #require(try KnownHosts(at: known).key(of: hosts.second))
        try KnownHosts(at: known).pin(other, to: hosts.first)
        let found = try await valise(["check", "--hosts", try inventory("root", "nosuch")])
        #expect(found.exit == 12, "\(found.error)")
        #expect(
            found.error.contains(
                "cannot reach the host `\(hosts.first)` (root@\(hosts.first)): another key answers than the one that this host is held to"
            ), "\(found.error)")
        #expect(found.error.contains("`ssh-keygen -R \(hosts.first) -f \(known)`"))
        #expect(
            found.error.contains(
                "cannot reach the host `\(hosts.second)` (nosuch@\(hosts.second)): it does not let this user in"))
    }
}
