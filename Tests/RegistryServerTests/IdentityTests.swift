import Foundation
import TestKit
import Testing
import Vocabulary

@testable import RegistryServer

/// Certificates and keys, taken and refused, and TLS over real sockets.
@Suite(.enabled(if: PrivateAuthority.isAvailable, "openssl is not installed")) struct IdentityTests {
    let authority: PrivateAuthority
    init() async throws { authority = try await PrivateAuthority() }

    private func curl(_ arguments: [String]) async throws -> (status: Int32, output: Data) {
        try await blocking {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
            process.arguments = ["--silent", "--show-error", "--max-time", "30"] + arguments
            process.environment = ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"]
            let output = Pipe()
            process.standardOutput = output
            process.standardError = FileHandle.nullDevice
            try process.run()
            let data = output.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return (process.terminationStatus, data)
        }
    }

    @Test func servesWithTLS() async throws {
        let bytes = Bytes.long
        let content = SampleContent(file: try OpenedFile(bytes), bytes: bytes)
        let identity = try ServerIdentity(certificate: authority.serverCertificate, key: authority.serverKey)
        let trust = ["--cacert", authority.certificate.rawValue]
        try await RegistryServer.serving(content, identity: identity) { server in
            let base = "https://\(server.address)/v2/\(SampleContent.repository)/blobs/"
            for expected in [bytes, bytes + bytes] {
                let whole = try await curl(trust + [base + "\(Digest.of(expected))"])
                #expect(whole.status == 0)
                #expect(Array(whole.output) == expected)
                let part = try await curl(trust + ["--range", "1000000-1149999", base + "\(Digest.of(expected))"])
                #expect(Array(part.output) == Array(expected[1_000_000..<1_150_000]))
            }
            // Somebody else's certificate as far as a client without the authority can see (curl(1), exit 60), and no HTTP without TLS.
            #expect(try await curl(["https://\(server.address)/v2/"]).status == 60)
            #expect(try await curl(["http://\(server.address)/v2/"]).status != 0)
        }
    }

    @Test func whatCannotBeUsedIsRefused() async throws {
        let other = try await PrivateAuthority()
        let folder = try TemporaryFolder()
        let locked = folder.path.appending("locked.key")
        try await blocking { [authority] in
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
            process.arguments = [
                "pkey", "-in", authority.serverKey.rawValue, "-aes256", "-passout", "pass:secret", "-out",
                locked.rawValue,
            ]
            try process.run()
            process.waitUntilExit()
        }
        let missing = folder.path.appending("missing.pem")
        let (certificate, key) = (authority.serverCertificate, authority.serverKey)
        let cases: [(AbsolutePath, AbsolutePath, String)] = [
            (missing, key, "`\(missing)` holds no certificate in PEM form that can be read"),
            (key, key, "`\(key)` holds no certificate in PEM form that can be read"),
            (certificate, missing, "`\(missing)` holds no key in PEM form that can be read, or one with a password"),
            (
                certificate, certificate,
                "`\(certificate)` holds no key in PEM form that can be read, or one with a password"
            ),
            (certificate, locked, "`\(locked)` holds no key in PEM form that can be read, or one with a password"),
            (
                certificate, other.serverKey,
                "the key in `\(other.serverKey)` is not that of the first certificate in `\(certificate)`"
            ),
        ]
        for (certificate, key, words) in cases {
            let problem = #expect(throws: Problem.self) { try ServerIdentity(certificate: certificate, key: key) }
            #expect(problem?.message == "cannot serve with TLS: " + words)
            #expect(problem?.code == "registry.certificate")
            #expect(problem?.exit == .usage)
        }
    }
}
