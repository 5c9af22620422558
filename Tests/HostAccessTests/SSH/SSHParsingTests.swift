import Foundation
import TestKit
import Testing
import Vocabulary

@testable import HostAccess

/// What goes to OpenSSH's client, and what its words mean.
@Suite struct SSHParsingTests {
    private static let key = "AAAAC3NzaC1lZDI1NTE5AAAAIHRif9ztjyXJHgWkxJc6+tLnaf78LlWMKMMDBbpWF6v6"

    @Test func keysAndTheirFingerprints() throws {
        let key = try #require(HostKey(type: "ssh-ed25519", base64: Self.key))
        #expect(key.fingerprint == "SHA256:6d4ARcafFAzUlhthEok/7RAYPTrsUYsAzBNWXuKqmwE")
        #expect(key.words == "ssh-ed25519 " + Self.key)
        #expect(HostKey(type: "ssh-rsa", base64: Self.key) == nil)
        #expect(HostKey(type: "ssh-ed25519", base64: "!") == nil)
        #expect(HostKey(type: "", base64: Self.key) == nil)
    }

    @Test func aFileOfKeys() throws {
        let folder = try TemporaryFolder()
        let known = KnownHosts(at: folder.path.appending("ssh/known_hosts"))
        let (one, two) = (try #require(HostName("edge-1")), try #require(HostName("edge-2")))
        let key = try #require(HostKey(type: "ssh-ed25519", base64: Self.key))
        #expect(try known.key(of: one) == nil)
        try known.pin(key, to: one)
        #expect(try folder.mode("ssh/known_hosts") == 0o600)
        #expect(try known.key(of: one) == key)
        #expect(try known.key(of: two) == nil)
        // A line that a power cut has left half.
        try folder.write("edge-1 ssh-ed25519 AAAA", at: "ssh/known_hosts")
        #expect(try known.key(of: one) == nil)
        try known.pin(key, to: two)
        #expect(try known.key(of: two) == key)
    }

    /// Statuses and words of OpenSSH 9.2 and sudo 1.9, as they came.
    @Test(arguments: [
        (255, "ssh: Could not resolve hostname nowhere: Name or service not known\r\n", "ssh.unknown-host"),
        (255, "ssh: connect to host 10.0.0.9 port 22: Connection refused\r\n", "ssh.refused"),
        (255, "ssh: connect to host 10.0.0.9 port 22: Connection timed out\r\n", "ssh.unreachable"),
        (255, "ssh: connect to host 10.0.0.9 port 22: No route to host\r\n", "ssh.unreachable"),
        (255, "Connection timed out during banner exchange\r\n", "ssh.unreachable"),
        (255, "root@10.0.0.9: Permission denied (publickey).\r\n", "ssh.permission-denied"),
        (
            255,
            """
            @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@\r
            @    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\r
            @@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@\r
            The fingerprint for the ED25519 key sent by the remote host is\r
            SHA256:6d4ARcafFAzUlhthEok/7RAYPTrsUYsAzBNWXuKqmwE.\r
            Please contact your system administrator.\r
            Host key verification failed.\r

            """, "ssh.host-key-changed"
        ),
        (
            255,
            "No ED25519 host key is known for edge-1 and you have requested strict checking.\r\nHost key verification failed.\r\n",
            "ssh.host-key-unknown"
        ),
        (255, "/x: line 1: Bad configuration option: frob\r\n", "ssh.configuration"),
        (255, "kex_exchange_identification: read: Connection reset by peer\r\n", "ssh.failed"),
        (126, "sh: 1: .cache/valise/bin/ab: Permission denied\n", "ssh.cannot-execute"),
        (127, "sh: 1: .cache/valise/bin/ab: not found\n", "missing"),
        (12, "error: something\n", "ssh.failed"),
    ])
    func meanings(_ status: Int, _ errors: String, _ code: String) throws {
        let problem = try check(.ofLogin, status, errors, code)
        if code == "ssh.host-key-changed" {
            #expect(problem?.found == "the key SHA256:6d4ARcafFAzUlhthEok/7RAYPTrsUYsAzBNWXuKqmwE")
        }
        guard let problem else { return }
        #expect(problem.exit == .prerequisite)
        #expect(problem.message.hasPrefix("cannot reach the host `edge-1` (root@10.0.0.9): "))
        #expect(problem.hint?.contains("`") == true)
        #expect(problem.consequence != nil)
    }

    @Test(arguments: [
        (1, "sudo: a password is required\n", "ssh.sudo-refused"),
        (1, "guest is not in the sudoers file.\n", "ssh.sudo-refused"),
        (1, "Sorry, user guest is not allowed to execute 'x' as root on edge-1.\n", "ssh.sudo-refused"),
        (1, "sudo: .cache/valise/bin/ab: command not found\n", "missing"),
        (127, "sh: 1: sudo: not found\n", "ssh.sudo-missing"),
        (255, "root@10.0.0.9: Permission denied (publickey).\r\n", "ssh.permission-denied"),
    ])
    func meaningsWithSudo(_ status: Int, _ errors: String, _ code: String) throws {
        _ = try check(.sudo, status, errors, code)
    }

    private func check(
        _ privilege: SSHConnection.Privilege, _ status: Int, _ errors: String, _ code: String
    ) throws -> Problem? {
        let failure = SSHFailure(
            host: try #require(HostName("edge-1")), destination: try #require(SSHDestination("root@10.0.0.9")),
            knownHosts: try #require(AbsolutePath("/k")), privilege: privilege)
        switch failure.meaning(of: .init(status: Int32(status), errors: errors)) {
        case .programMissing:
            #expect(code == "missing")
            return nil
        case .problem(let problem):
            #expect(problem.code.rawValue == code)
            return problem
        }
    }
}
