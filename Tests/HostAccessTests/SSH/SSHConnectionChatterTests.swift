import Foundation
import TestKit
import Testing
import Vocabulary

@testable import HostAccess

/// Servers that say or do something else than they are asked for: each is another sshd on the second host.
@Suite(.enabled(if: TestHosts.ofEnvironment != nil, "needs test hosts with sshd: Tests/run makes them"))
struct SSHConnectionChatterTests {
    let folder: TemporaryFolder
    let hosts: TestHosts

    init() throws {
        folder = try TemporaryFolder()
        hosts = try #require(TestHosts.ofEnvironment)
    }

    /// Starts a server with further settings, and ends it.
    private func withServer(_ settings: [String], _ body: (SSHConnection) async throws -> Void) async throws {
        let usual = try hosts.connection(to: hosts.second, knownHosts: folder.path.appending("known_hosts"))
        let port = try FreePort().number
        let process = "/run/sshd-\(port).pid"
        let options = (["Port=\(port)", "PidFile=\(process)"] + settings).map { "-o '\($0)'" }.joined(separator: " ")
        _ = try await usual.output(of: "/usr/sbin/sshd -f /etc/ssh/sshd_config \(options)")
        // It has written its number once it listens.
        let waiting = "for n in 1 2 3 4 5 6 7 8 9; do test -s \(process) && exit 0; sleep 0.2; done; exit 1"
        let result: Result<Void, any Error>
        do {
            _ = try await usual.output(of: waiting)
            var connection = usual
            connection.destination = try #require(SSHDestination("root@\(hosts.second):\(port)"))
            result = .success(try await body(connection))
        } catch {
            result = .failure(error)
        }
        _ = try await usual.output(of: "kill $(cat \(process))")
        try result.get()
    }

    @Test func aBannerIsSkipped() async throws {
        let banner = try folder.write("Authorised persons only!\nPermission denied (to others).\n", at: "banner")
        try await withServer(["Banner=\(banner)"]) { connection in
            let host = try await connection.open()
            #expect(try await host.hostName() == hosts.second)
        }
    }

    /// It prints and then runs what was asked for, as some sites log what is done.
    @Test func aForcedCommandThatPassesOnIsSkipped() async throws {
        let script = try folder.write(
            "echo All that you do is logged\nexec sh -c \"$SSH_ORIGINAL_COMMAND\"\n", at: "pass")
        try await withServer(["ForceCommand=sh \(script)"]) { connection in
            let host = try await connection.open()
            #expect(try await host.hostName() == hosts.second)
            #expect(try await host.kind(of: folder.path) == .folder)
        }
    }

    @Test(arguments: [
        ("echo For backups only", "it printed \"For backups only\""),
        (
            "echo This account is currently not available.; exit 1",
            "it printed \"This account is currently not available.\""
        ),
        ("true", "nothing was printed"),
    ])
    func aForcedCommandThatDoesSomethingElseIsSaid(_ command: String, _ printed: String) async throws {
        try await withServer(["ForceCommand=\(command)"]) { connection in
            let found = try await refusal { _ = try await connection.open() }
            #expect(found.code == "host.no-answer")
            #expect(found.exit == .prerequisite)
            #expect(found.message.hasPrefix("host `\(hosts.second)`: no `valise` answers on the host: "))
            #expect(found.found == printed)
            #expect(found.consequence == "nothing was changed there")
            let words = connection.destination.words
            #expect(found.hint?.hasPrefix("see what comes with `ssh \(words) true`: ") == true)
            #expect(found.hint?.contains("`ForceCommand`") == true)
        }
    }
}
