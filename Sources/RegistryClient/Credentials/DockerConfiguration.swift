internal import Foundation
public import Vocabulary

/// The credentials that `docker login` and `podman login` have left on this machine.
///
/// Files are read when a registry asks to log in, each time: nothing is kept. A file that is not there is none.
public struct DockerConfiguration: Hashable, Sendable {
    /// In the order in which they are asked.
    public var files: [AbsolutePath]
    /// What programs that keep credentials are started with, and found by (`PATH`).
    public var environment: [String: String]
    /// How long such a program may take: some ask a service of the cloud, some a person.
    public var helperLimit: Duration = .seconds(60)

    /// The files of an environment: `REGISTRY_AUTH_FILE`; `$DOCKER_CONFIG/config.json`, else `~/.docker/config.json`; `$XDG_RUNTIME_DIR/containers/auth.json`; `~/.config/containers/auth.json`.
    public init(environment: [String: String]) {
        let path = { (name: String, rest: String) -> AbsolutePath? in
            environment[name].flatMap { $0.isEmpty ? nil : AbsolutePath($0 + rest) }
        }
        files = [
            path("REGISTRY_AUTH_FILE", ""),
            path("DOCKER_CONFIG", "/config.json") ?? path("HOME", "/.docker/config.json"),
            path("XDG_RUNTIME_DIR", "/containers/auth.json"), path("HOME", "/.config/containers/auth.json"),
        ].compactMap { $0 }
        self.environment = environment
    }

    public init(files: [AbsolutePath], environment: [String: String] = [:]) {
        self.files = files
        self.environment = environment
    }

    /// For ``RegistryClientConfiguration/credentials``.
    public var source: CredentialSource { CredentialSource { try await credentials(for: $0) } }

    /// What there is for a registry (`docker.io`, `registry.example.com:5000`): from the first file that has something, by the helper that it names or out of the file itself.
    ///
    /// Throws `registry.credentials-unreadable`, `registry.credential-helper` (12).
    public func credentials(for registry: String) async throws -> Credentials? {
        let registry = CredentialKey.registry(registry)
        for file in files {
            guard let document = try read(file) else { continue }
            if let name = document.helper(for: registry) {
                let helper = try CredentialHelper(name: name, environment: environment, limit: helperLimit)
                if let found = try await helper.credentials(for: registry) { return found }
            }
            do {
                if let found = try document.credentials(for: registry) { return found }
            } catch let unreadable as DockerConfigurationDocument.Unreadable {
                throw Self.unreadable(
                    file, expected: "`auth` of `\(unreadable.key)` as base64 of `user:password`", registry)
            }
        }
        return nil
    }

    private func read(_ file: AbsolutePath) throws -> DockerConfigurationDocument? {
        guard FileManager.default.fileExists(atPath: file.rawValue) else { return nil }
        let limit = DockerConfigurationDocument.maximumBytes
        guard let handle = FileHandle(forReadingAtPath: file.rawValue),
            let bytes = try? handle.read(upToCount: limit + 1) ?? Data(), bytes.count <= limit
        else { throw Self.unreadable(file, expected: "a file of at most \(limit) bytes that this user may read", nil) }
        // An empty file is what `podman logout` and `: >config.json` leave.
        if bytes.isEmpty { return nil }
        guard let document = try? JSONDecoder().decode(DockerConfigurationDocument.self, from: bytes) else {
            throw Self.unreadable(file, expected: "JSON as `docker login` writes it", nil)
        }
        return document
    }

    private static func unreadable(_ file: AbsolutePath, expected: String, _ registry: String?) -> Problem {
        let logIn = registry.map { $0 == "docker.io" ? "`docker login`" : "`docker login \($0)`" }
        return Problem(
            RegistryProblem.credentialsUnreadable, .prerequisite,
            "cannot read the registries' credentials in `\(file)`",
            expected: expected, hint: logIn.map { "write it again with \($0)" } ?? "look at it with `jq 'keys' \(file)`"
        )
    }
}
