import Foundation
import TestKit
import Testing
import Vocabulary

@testable import RegistryClient

/// Helper programs, as scripts of `/bin/sh`.
@Suite struct CredentialHelperTests {
    let folder: TemporaryFolder
    let file: AbsolutePath

    init() throws {
        folder = try TemporaryFolder()
        file = folder.path.appending("config.json")
    }

    func install(_ name: String, _ script: String) throws {
        let path = try folder.write("#!/bin/sh\n" + script, at: "docker-credential-" + name)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path.rawValue)
    }

    func find(_ text: String, _ registry: String, limit: Duration = .seconds(30)) async throws -> Credentials? {
        try folder.write(text, at: "config.json")
        var configuration = DockerConfiguration(
            files: [file], environment: ["PATH": "\(folder.path):/usr/bin:/bin"])
        configuration.helperLimit = limit
        return try await configuration.credentials(for: registry)
    }

    func problem(_ text: String, _ registry: String, limit: Duration = .seconds(30)) async throws -> Problem {
        try await #require(throws: Problem.self) { try await find(text, registry, limit: limit) }
    }

    static let store = #"{"credsStore":"test","auths":{"a.example":{}}}"#

    @Test func aHelperIsAskedForTheServer() async throws {
        try install(
            "test", #"read server; printf '{"ServerURL":"%s","Username":"%s","Secret":"%s"}' "$server" "$1" "$server""#)
        #expect(try await find(Self.store, "a.example") == .password(user: "get", Secret("a.example")))
        #expect(
            try await find(Self.store, "docker.io") == .password(user: "get", Secret("https://index.docker.io/v1/")))
    }

    @Test func aRegistrysOwnHelperComesBeforeTheStore() async throws {
        try install("test", "exit 1")
        try install("own", #"cat >/dev/null; echo '{"Username":"<token>","Secret":"id"}'"#)
        let text = #"{"credsStore":"test","credHelpers":{"a.example":"own"}}"#
        #expect(try await find(text, "a.example") == .identityToken(Secret("id")))
    }

    @Test func whatAHelperDoesNotHaveIsLookedForInTheFile() async throws {
        try install("test", "echo 'credentials not found in native keychain'; exit 1")
        #expect(try await find(Self.store, "a.example") == nil)
        let text = #"{"credsStore":"test","auths":{"a.example":{"auth":"\#(DockerConfigurationTests.auth)"}}}"#
        #expect(try await find(text, "a.example") == DockerConfigurationTests.login)
    }

    @Test func aMissingHelperIsNamed() async throws {
        let problem = try await problem(#"{"credsStore":"absent"}"#, "a.example")
        #expect(problem.code == RegistryProblem.credentialHelper)
        #expect(problem.exit == .prerequisite)
        #expect(problem.expected == "a program `docker-credential-absent` in PATH")
        // A name is no path.
        let other = try await self.problem(#"{"credsStore":"../docker-credential-test"}"#, "a.example")
        #expect(other.code == RegistryProblem.credentialHelper)
    }

    @Test func whatAHelperWroteIsNeverShown() async throws {
        for script in ["echo the-secret; exit 3", "echo the-secret", "kill -9 $$"] {
            try install("test", script)
            let problem = try await problem(Self.store, "a.example")
            #expect(problem.code == RegistryProblem.credentialHelper)
            #expect(!"\(problem)".contains("the-secret"))
        }
    }

    @Test func aHelperThatHangsIsEnded() async throws {
        try install("test", "exec sleep 1000")
        #expect(try await problem(Self.store, "a.example", limit: .milliseconds(100)).found == "none")
        // Also one that closes its output and stays.
        try install("test", #"echo '{}'; exec >/dev/null sleep 1000"#)
        #expect(try await problem(Self.store, "a.example", limit: .milliseconds(300)).found == "none")
    }

    @Test func aHelperThatSaysTooMuchIsEnded() async throws {
        try install("test", "exec yes")
        #expect(try await problem(Self.store, "a.example").expected == "at most 65536 bytes")
    }

    @Test func aCancelledTaskEndsItsHelper() async throws {
        try install("test", #"echo $$ >"\#(folder.path)/pid"; exec sleep 1000"#)
        let task = Task { try await find(Self.store, "a.example") }
        let pid = folder.path.appending("pid").rawValue
        while FileManager.default.contents(atPath: pid)?.isEmpty ?? true { await Task.yield() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        let number = try #require(
            Int32(
                String(decoding: try folder.read("pid"), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
        )
        #expect(kill(number, 0) == -1)
    }
}
