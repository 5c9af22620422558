internal import Foundation
import Vocabulary

/// A program that keeps credentials: `docker-credential-NAME get`, the server's name on its standard input, JSON on its standard output (docker/docker-credential-helpers, "Development").
struct CredentialHelper: Sendable {
    private let name: String
    private let program: AbsolutePath
    private let environment: [String: String]
    private let limit: Duration

    /// What it may say.
    static let maximumBytes = 64 << 10

    /// Throws `registry.credential-helper` where there is no such program.
    init(name: String, environment: [String: String], limit: Duration) throws {
        self.name = name
        self.environment = environment
        self.limit = limit
        let isPlain = name.utf8.allSatisfy { byte in
            Character(UnicodeScalar(byte)).isLetter || Character(UnicodeScalar(byte)).isNumber
                || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
        }
        let places = (environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":")
        let found = places.lazy.compactMap { AbsolutePath(String($0) + "/docker-credential-\(name)") }
            .first { access($0.rawValue, X_OK) == 0 }
        guard isPlain, let found else {
            throw Problem(
                RegistryProblem.credentialHelper, .prerequisite,
                "cannot ask for credentials: the docker configuration names a helper that is not here",
                expected: "a program `docker-credential-\(name)` in PATH",
                hint: "install it, or remove `\(name)` from `credsStore` and `credHelpers` and log in again")
        }
        program = found
    }

    private struct Document: Decodable {
        var Username: String?
        var Secret: String?
    }

    /// `nil` where it has none for this registry.
    func credentials(for registry: String) async throws -> Credentials? {
        let server = registry == "docker.io" ? CredentialKey.hub : registry
        let run = HelperRun(
            program: program, arguments: ["get"], environment: environment, input: Array(server.utf8), limit: limit,
            maximumBytes: Self.maximumBytes)
        let result = try await run.result()
        switch result {
        case .exited(0, let output):
            guard let document = try? JSONDecoder().decode(Document.self, from: Data(output)),
                let secret = document.Secret
            else { throw failure("JSON with `Username` and `Secret`", "something else") }
            // Helpers say by this name that the secret is an identity token.
            if document.Username == "<token>" { return .identityToken(Secret(secret)) }
            return .password(user: document.Username ?? "", Secret(secret))
        case .exited(let status, let output):
            // The helpers' common library has this text for it; there is no other sign (`credentials/error.go`).
            if String(decoding: output, as: UTF8.self).contains("credentials not found") { return nil }
            throw failure("exit status 0", "\(status)")
        case .tooLate: throw failure("an answer within \(limit)", "none")
        case .tooMuch: throw failure("at most \(Self.maximumBytes) bytes", "more")
        case .notStarted(let reason): throw failure("a program that starts", reason)
        }
    }

    /// Never shows what the program wrote: it may be a secret.
    private func failure(_ expected: String, _ found: String) -> Problem {
        Problem(
            RegistryProblem.credentialHelper, .prerequisite, "cannot ask `\(program)` for credentials",
            expected: expected, found: found,
            hint: "try it with `echo HOST | \(program.lastComponent) get`")
    }
}
