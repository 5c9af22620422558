import EngineClient
import Foundation
import TestKit
import Testing
import Vocabulary

/// An engine that is reached with TLS, as one on another machine is.
@Suite(.enabled(if: PrivateAuthority.isAvailable, "openssl is missing: run Tests/setup test"))
struct TLSTests {
    /// A folder with certificates as Docker's client has them.
    private func folder(
        authority: AbsolutePath? = nil, certificate: AbsolutePath? = nil, key: AbsolutePath? = nil
    ) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for (name, file) in [("ca.pem", authority), ("cert.pem", certificate), ("key.pem", key)] {
            guard let file else { continue }
            try folder.write(Array(try #require(FileManager.default.contents(atPath: file.rawValue))), at: name)
        }
        return folder
    }

    private func address(_ front: TLSFront, _ folder: TemporaryFolder) throws -> EngineAddress {
        try EngineAddress(
            option: "tcp://127.0.0.1:\(front.port)",
            environment: ["DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": folder.path.rawValue])
    }

    /// What stands in the way of who has these certificates.
    private func problem(_ address: EngineAddress, _ folder: TemporaryFolder) async throws -> Problem {
        let problem = try await #require(throws: Problem.self) { _ = try await EngineClient.connect(to: address) }
        // Its end removes the files.
        return withExtendedLifetime(folder) { problem }
    }

    private func problem(_ front: TLSFront, _ folder: TemporaryFolder) async throws -> Problem {
        try await problem(address(front, folder), folder)
    }

    /// All that an engine promises, over TLS.
    @Test(.timeLimit(.minutes(2)), arguments: ContractCase.all)
    func theContractHolds(_ text: ContractCase) async throws {
        let authority = try await PrivateAuthority()
        let folder = try folder(
            authority: authority.certificate, certificate: authority.clientCertificate, key: authority.clientKey)
        try await StubEngine.run { engine in
            try await TLSFront.run(before: engine.address, authority: authority) { front in
                try await text.run(on: address(front, folder))
                withExtendedLifetime(folder) {}
            }
        }
    }

    @Test func whatStandsInTheWay() async throws {
        let authority = try await PrivateAuthority()
        let other = try await PrivateAuthority()
        let foreign = try await PrivateAuthority(names: "DNS:engine.example.com")
        let hint = "name the folder with `ca.pem`, `cert.pem` and `key.pem` for this engine in DOCKER_CERT_PATH"
        try await StubEngine.run { engine in
            try await TLSFront.run(before: engine.address, authority: authority) { front in
                let untrusted = try await problem(front, folder(authority: other.certificate))
                #expect(untrusted.code == EngineProblem.unreachable)
                #expect(
                    untrusted.message
                        == "cannot reach the engine at https://127.0.0.1:\(front.port) to ask for its API version: nobody whom we trust has signed its certificate"
                )
                #expect(untrusted.hint == hint)
                let nobody = try await problem(front, folder(authority: authority.certificate))
                #expect(
                    nobody.message.hasSuffix("it wants a certificate of ours, and takes none or not this one"),
                    "\(nobody.message)")
                #expect(nobody.exit == .prerequisite)
            }
            try await TLSFront.run(before: engine.address, authority: foreign) { front in
                let wrong = try await problem(front, folder(authority: foreign.certificate))
                #expect(wrong.message.hasSuffix("its certificate is for another host"), "\(wrong.message)")
            }
        }
        try await FaultyRegistry.run { plain in
            let folder = try folder(authority: authority.certificate)
            let problem = try await problem(
                try EngineAddress(
                    parsing: "https://\(plain.host)", certificates: EngineCertificates(folder: folder.path)), folder)
            #expect(problem.message.hasSuffix("it does not speak TLS"), "\(problem.message)")
        }
    }

    @Test func filesThatCannotBeRead() async throws {
        let authority = try await PrivateAuthority()
        let certificate = authority.clientCertificate
        for (folder, file) in [
            (try folder(authority: authority.clientKey), "ca.pem"),
            (try folder(certificate: authority.clientKey), "cert.pem"),
            (try folder(certificate: certificate), "key.pem"),
            (try folder(certificate: certificate, key: certificate), "key.pem"),
            (try folder(certificate: certificate, key: authority.serverKey), "key.pem"),
        ] {
            let problem = try await problem(
                try EngineAddress(
                    parsing: "https://127.0.0.1:1", certificates: EngineCertificates(folder: folder.path)), folder)
            #expect(problem.code == EngineProblem.certificateUnreadable)
            #expect(problem.exit == .prerequisite)
            #expect(problem.message == "cannot read `\(folder.path)/\(file)` for TLS with the engine")
            #expect(problem.consequence == "the engine was not spoken to")
        }
    }
}
