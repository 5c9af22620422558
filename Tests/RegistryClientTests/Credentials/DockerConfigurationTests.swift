import Foundation
import TestKit
import Testing
import Vocabulary

@testable import RegistryClient

@Suite struct DockerConfigurationTests {
    /// "user:pass:word" in base64.
    static let auth = "dXNlcjpwYXNzOndvcmQ="
    static let login = Credentials.password(user: "user", Secret("pass:word"))

    func find(_ text: String, _ registry: String) async throws -> Credentials? {
        let folder = try TemporaryFolder()
        let file = try folder.write(text, at: "config.json")
        return try await DockerConfiguration(files: [file]).credentials(for: registry)
    }

    /// All forms in which a key was ever written.
    @Test(arguments: [
        ("https://index.docker.io/v1/", "docker.io"), ("index.docker.io", "docker.io"), ("docker.io", "docker.io"),
        ("https://index.docker.io/v2/", "docker.io"), ("registry-1.docker.io", "docker.io"),
        ("registry.example.com", "registry.example.com"), ("https://registry.example.com", "registry.example.com"),
        ("http://registry.example.com/", "registry.example.com"),
        ("https://registry.example.com/v1/", "registry.example.com"),
        ("https://registry.example.com/v2/", "registry.example.com"),
        ("registry.example.com/v1/", "registry.example.com"),
        ("Registry.Example.COM", "registry.example.com"), ("registry.example.com:5000", "registry.example.com:5000"),
        ("http://127.0.0.1:5000/v2/", "127.0.0.1:5000"),
    ])
    func keys(_ key: String, _ registry: String) async throws {
        let text = #"{"auths":{"\#(key)":{"auth":"\#(Self.auth)"}}}"#
        #expect(try await find(text, registry) == Self.login)
        #expect(try await find(text, "other.example.com") == nil)
    }

    @Test func aKeyOfOnePortIsNotThatOfAnother() async throws {
        let text = #"{"auths":{"a.example:5000":{"auth":"\#(Self.auth)"},"b.example/team":{"auth":"\#(Self.auth)"}}}"#
        #expect(try await find(text, "a.example") == nil)
        #expect(try await find(text, "a.example:5001") == nil)
        // Podman's, for a part of a registry: not for all of it.
        #expect(try await find(text, "b.example") == nil)
    }

    @Test(
        arguments: [
            (#"{"auth":"\#(auth)"}"#, login),
            (#"{"username":"user","password":"pass:word"}"#, login),
            (#"{"auth":"dXNlcjpwYXNzOndvcmQAAAA="}"#, login),
            (#"{"auth":"\#(auth)","identitytoken":"id"}"#, .identityToken(Secret("id"))),
            (#"{"registrytoken":"reg"}"#, .registryToken(Secret("reg"))),
            (#"{"auth":"","email":"a@b"}"#, nil), ("{}", nil), (#"{"username":"user"}"#, nil),
        ] as [(String, Credentials?)])
    func entries(_ entry: String, _ found: Credentials?) async throws {
        #expect(try await find(#"{"auths":{"a.example":\#(entry)}}"#, "a.example") == found)
    }

    @Test(arguments: ["{}", #"{"auths":{}}"#, #"{"auths":null,"credsStore":"","HttpHeaders":{"X":"y"}}"#, ""])
    func nothingIsNothing(_ text: String) async throws { #expect(try await find(text, "docker.io") == nil) }

    @Test func whatCannotBeReadIsSaidWithoutItsSecrets() async throws {
        let cases = [
            (#"{"auths":{"a.example":{"auth":"%%%secret"}}}"#, "`auth` of `a.example` as base64 of `user:password`"),
            (#"{"auths":{"a.example":{"auth":"c2VjcmV0"}}}"#, "`auth` of `a.example` as base64 of `user:password`"),
            (#"{"auths":"#, "JSON as `docker login` writes it"), (#"{"auths":[]}"#, "JSON as `docker login` writes it"),
        ]
        for (text, expected) in cases {
            let problem = try await #require(throws: Problem.self) { try await find(text, "a.example") }
            #expect(problem.code == RegistryProblem.credentialsUnreadable)
            #expect(problem.expected == expected)
            #expect(!"\(problem)".contains("secret"))
        }
        let large = String(repeating: " ", count: DockerConfigurationDocument.maximumBytes + 1)
        let problem = try await #require(throws: Problem.self) { try await find(large, "a.example") }
        #expect(problem.expected == "a file of at most 1048576 bytes that this user may read")
    }

    @Test func theFilesOfAnEnvironment() {
        func paths(_ environment: [String: String]) -> [String] {
            DockerConfiguration(environment: environment).files.map(\.rawValue)
        }
        #expect(
            paths(["HOME": "/home/u", "XDG_RUNTIME_DIR": "/run/user/1"]) == [
                "/home/u/.docker/config.json", "/run/user/1/containers/auth.json",
                "/home/u/.config/containers/auth.json",
            ])
        #expect(
            paths(["HOME": "/home/u", "DOCKER_CONFIG": "/d", "REGISTRY_AUTH_FILE": "/r.json"]) == [
                "/r.json", "/d/config.json", "/home/u/.config/containers/auth.json",
            ])
        #expect(paths([:]) == [])
    }

    @Test func theFirstFileThatHasSomethingCounts() async throws {
        let folder = try TemporaryFolder()
        let first = try folder.write(#"{"auths":{"a.example":{}}}"#, at: "1")
        let second = try folder.write(#"{"auths":{"a.example":{"auth":"\#(Self.auth)"}}}"#, at: "2")
        let missing = folder.path.appending("missing")
        let configuration = DockerConfiguration(files: [missing, first, second])
        #expect(try await configuration.credentials(for: "a.example") == Self.login)
    }
}
