import Foundation
import TestKit
import Testing
import Vocabulary

@testable import HostAccess

/// Hosts of `Tests/host up --lan` that see this machine's temporary files: `VALISE_TEST_SSH` names the file with their configuration for OpenSSH's client, and then them, separated by spaces.
struct TestHosts {
    let configuration: AbsolutePath
    let first: HostName
    let second: HostName

    static let ofEnvironment: TestHosts? = {
        let words = ProcessInfo.processInfo.environment["VALISE_TEST_SSH"]?.split(separator: " ").map(String.init) ?? []
        guard words.count == 3, let configuration = AbsolutePath(words[0]), let first = HostName(words[1]),
            let second = HostName(words[2])
        else { return nil }
        return TestHosts(configuration: configuration, first: first, second: second)
    }()

    /// Trusts every key.
    func connection(to host: HostName, as user: String = "root", knownHosts: AbsolutePath) throws -> SSHConnection {
        var connection = SSHConnection(
            to: try #require(SSHDestination("\(user)@\(host)")), of: host, knownHosts: KnownHosts(at: knownHosts),
            programs: [try Self.platform: try Self.program])
        connection.configuration = configuration
        connection.decide = { _ in .trust }
        return connection
    }

    static var platform: Platform {
        get throws { try #require(SSHConnection.thisProgram.keys.first) }
    }

    /// The built `valise`, beside the tests.
    static var program: AbsolutePath {
        get throws {
            let folder = try #require(Bundle.main.executableURL?.deletingLastPathComponent().path)
            let beside = try #require(AbsolutePath(folder)).appending("valise")
            if access(beside.rawValue, X_OK) == 0 { return beside }
            return try #require(AbsolutePath(#filePath)).appending("../../../../.build/debug/valise")
        }
    }
}

extension SSHConnection {
    func run(_ body: (RemoteHost) async throws -> Void) async throws { try await body(open()) }

    /// What a command prints on the host, where it succeeds.
    func output(of command: String) async throws -> String {
        try await pinAtFirstContact()
        let ssh = try SSHProcess(arguments(command))
        let output = FileDescriptor(adopting: ssh.socket, path: "ssh")
        shutdown(output.number, Int32(SHUT_WR))
        let (text, outcome) = try await onThread { (try output.readToEnd(), ssh.outcome(within: 10)) }
        try #require(outcome?.status == 0, "\(command): \(outcome?.errors ?? "it goes on")")
        return String(decoding: text, as: UTF8.self)
    }
}
