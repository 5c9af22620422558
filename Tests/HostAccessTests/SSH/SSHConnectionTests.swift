import Foundation
import Synchronization
import TestKit
import Testing
import Vocabulary

@testable import HostAccess

/// OpenSSH's client against sshds of test hosts.
@Suite(.enabled(if: TestHosts.ofEnvironment != nil, "needs test hosts with sshd: Tests/run makes them"))
struct SSHConnectionTests {
    let folder: TemporaryFolder
    let hosts: TestHosts
    var known: AbsolutePath { folder.path.appending("known_hosts") }

    init() throws {
        folder = try TemporaryFolder()
        hosts = try #require(TestHosts.ofEnvironment)
    }

    @Test func theFirstContactShowsTheKeyAndLaterOnesHoldToIt() async throws {
        let shown = Mutex<[HostKey]>([])
        var connection = try hosts.connection(to: hosts.first, knownHosts: known)
        connection.decide = { key in
            shown.withLock { $0.append(key) }
            return .trust
        }
        for _ in 0..<2 {
            let host = try await connection.open()
            #expect(try await host.hostName() == hosts.first)
        }
        let keys = shown.withLock { $0 }
        #expect(keys.count == 1)
        let key = try #require(keys.first)
        #expect(key.type == "ssh-ed25519")
        // As the host's own tools tell it.
        #expect(try await connection.output(of: "ssh-keygen -lf /etc/ssh/host_key").contains(key.fingerprint))
        #expect(try KnownHosts(at: known).key(of: hosts.first) == key)
    }

    @Test func aKeyThatIsNotTrustedIsNotKept() async throws {
        var connection = try hosts.connection(to: hosts.first, knownHosts: known)
        connection.decide = { _ in .refuse }
        let found = try await refusal { _ = try await connection.open() }
        #expect(found.code == "ssh.host-key-refused")
        #expect(found.found?.hasPrefix("ssh-ed25519 SHA256:") == true)
        #expect(try KnownHosts(at: known).key(of: hosts.first) == nil)
    }

    @Test func anotherHostAtTheAddressIsNoticed() async throws {
        _ = try await hosts.connection(to: hosts.second, knownHosts: known).open().hostName()
        let other = try #require(try KnownHosts(at: known).key(of: hosts.second))
        try KnownHosts(at: known).pin(other, to: hosts.first)
        let found = try await refusal { _ = try await hosts.connection(to: hosts.first, knownHosts: known).open() }
        #expect(found.code == "ssh.host-key-changed")
        #expect(found.exit == .prerequisite)
        #expect(
            found.message
                == "cannot reach the host `\(hosts.first)` (root@\(hosts.first)): another key answers than the one that this host is held to"
        )
        #expect(found.consequence == "nothing was sent: another machine may answer at this address")
        #expect(found.found?.hasPrefix("the key SHA256:") == true)
        #expect(found.found?.contains(other.fingerprint) == false)
        #expect(found.hint?.contains("ssh-keygen -R \(hosts.first)") == true)
    }

    @Test func throughSudo() async throws {
        var connection = try hosts.connection(to: hosts.first, as: "admin", knownHosts: known)
        let data = folder.path.appending("data")
        connection.privilege = .sudo
        let root = try await connection.open()
        #expect(try await root.makeFolder(data, owner: 999, group: 999, mode: 0o700) == .made)
        var information = stat()
        #expect(stat(data.rawValue, &information) == 0 && information.st_uid == 999)

        connection.privilege = .ofLogin
        let admin = try await connection.open()
        let found = try await refusal {
            _ = try await admin.makeFolder(try #require(AbsolutePath("/root/x")), owner: 0, group: 0, mode: 0o700)
        }
        #expect(found.code == "host.not-permitted")
        #expect(found.message.hasPrefix("host `\(hosts.first)`: cannot "))
    }

    @Test func whereSudoRefuses() async throws {
        var connection = try hosts.connection(to: hosts.first, as: "guest", knownHosts: known)
        connection.privilege = .sudo
        let found = try await refusal { _ = try await connection.open() }
        #expect(found.code == "ssh.sudo-refused")
        #expect(
            found.message
                == "cannot reach the host `\(hosts.first)` (guest@\(hosts.first)): `sudo` does not let this user act as root without a password"
        )
        #expect(found.exit == .prerequisite)
        #expect(
            found.hint
                == "as root there: `echo 'guest ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/valise`, or log in as root")
    }

    @Test func whoMayNotLogIn() async throws {
        let connection = try hosts.connection(to: hosts.first, as: "nosuch", knownHosts: known)
        #expect(try await refusal { _ = try await connection.open() }.code == "ssh.permission-denied")
    }

    @Test func whereNobodyListensAndWhatHasNoAddress() async throws {
        var connection = try hosts.connection(to: hosts.first, knownHosts: known)
        connection.destination = try #require(SSHDestination("root@127.0.0.1:\(try FreePort().number)"))
        #expect(try await refusal { _ = try await connection.open() }.code == "ssh.refused")
        connection.destination = try #require(SSHDestination("root@nowhere.invalid"))
        #expect(try await refusal { _ = try await connection.open() }.code == "ssh.unknown-host")
    }

    @Test func whereNoProgramFits() async throws {
        var connection = try hosts.connection(to: hosts.second, knownHosts: known)
        let program = try TestHosts.program
        connection.programs = [
            try #require(Platform("linux/riscv64")): program, try #require(Platform("linux/s390x")): program,
        ]
        let found = try await refusal { _ = try await connection.open() }
        #expect(found.code == "ssh.platform")
        #expect(found.expected == "linux/riscv64, linux/s390x")
        #expect(found.found == "\(try TestHosts.platform)")
    }

    @Test func whatALoginPrintsIsSkipped() async throws {
        let connection = try hosts.connection(to: hosts.second, knownHosts: known)
        let start = try #require(AbsolutePath("/root/.bashrc"))
        let quiet = try await connection.open()
        let chatter = try folder.write("echo Welcome to this machine; echo valise-host is here\n", at: "chatter")
        _ = try await quiet.installExecutable(from: chatter, at: start)
        let host = try await connection.open()
        #expect(try await host.hostName() == hosts.second)
        #expect(try await connection.output(of: "true").contains("Welcome"))
        _ = try await quiet.removeTree(start, below: start.parent)
    }

    @Test func aProgramThatIsNoneIsSaid() async throws {
        var connection = try hosts.connection(to: hosts.second, knownHosts: known)
        let script = try folder.write("#!/bin/sh\necho I am no valise\nexit 0\n", at: "script")
        connection.programs = [try TestHosts.platform: script]
        let found = try await refusal { _ = try await connection.open() }
        #expect(found.code == "host.no-answer")
        #expect(found.found == "it printed \"I am no valise\"")
    }

    @Test func aConnectionThatIsCutIsNoticed() async throws {
        let connection = try hosts.connection(to: hosts.first, knownHosts: known)
        let host = try await connection.open()
        #expect(try await host.hostName() == hosts.first)
        let held = try HeldEntry()
        let entry = held.entry
        let tree = folder.path.appending("tree")
        let writing = Task { try await host.writeTree(at: tree, [entry]) }
        for await _ in held.begun {}
        _ = try await connection.output(of: "pkill -KILL -f '[h]ost --stdio'")
        let found = try await refusal { _ = try await writing.value }
        held.gate.signal()
        #expect(found.code == "host.connection-lost")
        #expect(found.exit == .step)
        #expect(try await refusal { _ = try await host.hostName() }.code == "host.connection-lost")
        #expect(!folder.has("tree"))
    }
}
