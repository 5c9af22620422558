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
        clients: FaultyRegistry.Clients = .anybody,
        _ body: (inout Setting, PrivateAuthority, Descriptor) async throws -> Void
    ) async throws {
        let authority = try await PrivateAuthority(names: names)
        try await FaultyRegistry.run(login: login, authority: authority, clients: clients) { registry in
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

    /// A folder for the registry with what is to be shown to it.
    private func shown(
        _ registry: FaultyRegistry, certificate: [UInt8], key: [UInt8]?
    ) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write(certificate, at: "\(registry.host)/us.cert")
        if let key { try folder.write(key, at: "\(registry.host)/us.key") }
        return folder
    }

    private func bytes(_ file: AbsolutePath) throws -> [UInt8] {
        Array(try #require(FileManager.default.contents(atPath: file.rawValue)))
    }

    @Test func aRegistryThatAsksWhoWeAre() async throws {
        try await setting(clients: .certified) { setting, authority, descriptor in
            let folder = try shown(
                setting.registry, certificate: bytes(authority.clientCertificate), key: bytes(authority.clientKey))
            setting.configuration.authorities = [authority.certificate]
            setting.configuration.authorityFolders = [folder.path]
            let found = try await setting.download(descriptor)
            #expect(found == Self.bytes)
        }
    }

    @Test func nothingToShow() async throws {
        try await setting(clients: .certified) { setting, authority, descriptor in
            setting.configuration.authorities = [authority.certificate]
            let problem = try await setting.problemOfDownload(descriptor)
            #expect(problem.code == RegistryProblem.tls)
            #expect(problem.found == "it wants a certificate of ours, and takes none or not this one")
            #expect(
                problem.hint
                    == "put the certificate and its key into `/etc/docker/certs.d/\(setting.registry.host)/client.cert` and `client.key`"
            )
            #expect(setting.registry.requests == [])
        }
    }

    @Test func whatIsShownCannotBeRead() async throws {
        try await setting(clients: .certified) { setting, authority, descriptor in
            setting.configuration.authorities = [authority.certificate]
            let good = try bytes(authority.clientCertificate)
            for (certificate, key, message) in [
                (Array("none".utf8), nil, "cannot read the certificate in `"), (good, nil, "cannot read the key of `"),
                (good, Array("none".utf8), "cannot read the key of `"),
            ] as [([UInt8], [UInt8]?, String)] {
                let folder = try shown(setting.registry, certificate: certificate, key: key)
                setting.configuration.authorityFolders = [folder.path]
                let problem = try await setting.problemOfDownload(descriptor)
                #expect(problem.code == RegistryProblem.clientCertificateUnreadable)
                #expect(problem.message.hasPrefix(message))
            }
            #expect(setting.registry.requests == [])
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
                    == "put the certificate of its authority into `/etc/docker/certs.d/\(setting.registry.host)/ca.crt`, or name it with `--registry-ca FILE`"
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
