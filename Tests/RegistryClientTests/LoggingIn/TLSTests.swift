import Foundation
import RegistryClient
import TestKit
import Testing
import Vocabulary

@Suite(.timeLimit(.minutes(1)), .enabled(if: PrivateAuthority.isAvailable, "openssl is missing: run Tests/setup test"))
struct TLSTests {
    static let bytes = Bytes.noise(1_000_000)

    func setting(
        login: FaultyRegistry.Login = .none, names: String = "DNS:localhost,IP:127.0.0.1",
        _ body: (inout Setting, PrivateAuthority, Descriptor) async throws -> Void
    ) async throws {
        let authority = try await PrivateAuthority(names: names)
        try await FaultyRegistry.run(login: login, authority: authority) { registry in
            let descriptor = registry.add(blob: Self.bytes)
            var setting = Setting(registry)
            try await body(&setting, authority, descriptor)
        }
    }

    @Test func aPrivateAuthority() async throws {
        try await setting { setting, authority, descriptor in
            setting.configuration.authorities = [authority.certificate]
            setting.registry.add(.cut(after: 500_000), to: .blobs, times: 1)
            let found = try await setting.download(descriptor)
            #expect(found == Self.bytes)
        }
    }

    @Test func aFolderOfTheRegistry() async throws {
        try await setting(login: .bearer(user: nil)) { setting, authority, descriptor in
            let folder = try TemporaryFolder()
            let certificate = try #require(FileManager.default.contents(atPath: authority.certificate.rawValue))
            try folder.write(Array(certificate), at: "\(setting.registry.host)/ca.crt")
            try folder.write("not looked at", at: "\(setting.registry.host)/ca.txt")
            try folder.write("of another registry", at: "other.example.com/ca.crt")
            setting.configuration.authorityFolders = [folder.path]
            let found = try await setting.download(descriptor)
            #expect(found == Self.bytes)
        }
    }

    @Test func whoIsNotTrusted() async throws {
        try await setting { setting, _, descriptor in
            let problem = try await setting.problemOfDownload(descriptor)
            #expect(problem.code == RegistryProblem.tls)
            #expect(problem.exit == .prerequisite)
            #expect(problem.consequence == "nothing was sent to it")
            #expect(
                problem.hint
                    == "put the certificate of its authority into `/etc/docker/certs.d/\(setting.registry.host)/ca.crt`"
            )
            // Neither in TLS nor, instead, in plain HTTP.
            #expect(setting.registry.requests == [])
            #expect(setting.clock.sleeps == [])
        }
    }

    @Test func aCertificateOfAnotherHost() async throws {
        try await setting(names: "DNS:registry.example.com") { setting, authority, descriptor in
            setting.configuration.authorities = [authority.certificate]
            let problem = try await setting.problemOfDownload(descriptor)
            #expect(problem.code == RegistryProblem.tls)
            #expect(problem.message.hasSuffix("is not trusted: its certificate is for another host"))
            #expect(setting.registry.requests == [])
        }
    }

    @Test func anAuthorityThatCannotBeRead() async throws {
        try await setting { setting, _, descriptor in
            let folder = try TemporaryFolder()
            setting.configuration.authorities = [try folder.write("no certificate", at: "ca.crt")]
            let problem = try await setting.problemOfDownload(descriptor)
            #expect(problem.code == RegistryProblem.authorityUnreadable)
        }
    }

    @Test func noWayFromTLSToPlainHTTP() async throws {
        try await setting { setting, authority, descriptor in
            setting.configuration.authorities = [authority.certificate]
            try await FaultyRegistry.run { plain in
                plain.add(blob: Self.bytes)
                setting.registry.add(.redirect(to: "\(plain.url)/v2/x/blobs/\(descriptor.digest)"), to: .blobs)
                let problem = try await setting.problemOfDownload(descriptor)
                #expect(problem.code == RegistryProblem.refused)
                #expect(problem.message.hasSuffix("it leads from TLS to plain HTTP, to \(plain.host)"))
                #expect(plain.requests == [])
            }
        }
    }

    @Test func plainHTTPWhereTLSIsAskedFor() async throws {
        try await FaultyRegistry.run { registry in
            let descriptor = registry.add(blob: Self.bytes)
            var setting = Setting(registry)
            // As a mirror that is asked for with TLS, and fails; the registry itself is on loopback and may be plain.
            let mirror = try #require(RegistryAddress("https://\(registry.host)"))
            setting.configuration.mirrors = [registry.host: [mirror]]
            let found = try await setting.download(descriptor)
            #expect(found == Self.bytes)
            #expect(registry.requests.count == 1)
        }
    }
}
