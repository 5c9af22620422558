import Foundation
import NIOCore
import NIOSSL
public import Vocabulary

/// The files for TLS with an engine, as `docker --tlsverify` has them in a folder: `ca.pem`, who has signed the engine's certificate; `cert.pem` and `key.pem`, who we are to it
/// (docs.docker.com, "Protect the Docker daemon socket"). Without `ca.pem` the machine's own authorities are trusted, without `cert.pem` nothing is shown.
public struct EngineCertificates: Hashable, Sendable {
    public let folder: AbsolutePath
    public init(folder: AbsolutePath) { self.folder = folder }

    /// The folder that Docker's own client takes: `DOCKER_CERT_PATH`, else that of its configuration. `nil` where neither is known.
    public init?(environment: [String: String]) {
        let home = environment["HOME"].map { $0 + "/.docker" }
        for text in [environment["DOCKER_CERT_PATH"], environment["DOCKER_CONFIG"], home] {
            guard let text, !text.isEmpty else { continue }
            guard let folder = AbsolutePath(text) else { return nil }
            self.init(folder: folder)
            return
        }
        return nil
    }

    /// What encrypts, with these files or without any. Throws `engine.certificate-unreadable`; nothing of the key is told.
    static func context(with certificates: EngineCertificates?) throws(Problem) -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        // Older ones are refused by RFC 8996.
        configuration.minimumTLSVersion = .tlsv12
        try certificates?.read(into: &configuration)
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            guard let certificates else {
                throw Problem(
                    EngineProblem.certificateUnreadable, .prerequisite, "cannot set up TLS with the engine",
                    found: "\(error)", consequence: "the engine was not spoken to")
            }
            throw Self.unreadable(
                certificates.key, "the key of `\(certificates.certificate)`",
                "see whether they belong together with `openssl pkey -in \(certificates.key) -pubout`")
        }
    }

    private var certificate: AbsolutePath { folder.appending("cert.pem") }
    private var key: AbsolutePath { folder.appending("key.pem") }

    private func read(into configuration: inout TLSConfiguration) throws(Problem) {
        let authority = folder.appending("ca.pem")
        if Self.exists(authority) { configuration.trustRoots = .certificates(try Self.certificates(authority)) }
        guard Self.exists(certificate) else { return }
        configuration.certificateChain = try Self.certificates(certificate).map { .certificate($0) }
        do {
            configuration.privateKey = .privateKey(try NIOSSLPrivateKey(file: key.rawValue, format: .pem))
        } catch {
            throw Self.unreadable(
                key, "the key of `\(certificate)` in PEM form, without a password",
                "look at it with `openssl pkey -noout -in \(key)`")
        }
    }

    private static func exists(_ file: AbsolutePath) -> Bool { FileManager.default.fileExists(atPath: file.rawValue) }

    private static func certificates(_ file: AbsolutePath) throws(Problem) -> [NIOSSLCertificate] {
        do {
            return try NIOSSLCertificate.fromPEMFile(file.rawValue)
        } catch {
            throw unreadable(
                file, "certificates in PEM form (`-----BEGIN CERTIFICATE-----`)",
                "look at it with `openssl x509 -noout -subject -in \(file)`")
        }
    }

    private static func unreadable(_ file: AbsolutePath, _ expected: String, _ hint: String) -> Problem {
        Problem(
            EngineProblem.certificateUnreadable, .prerequisite, "cannot read `\(file)` for TLS with the engine",
            expected: expected, consequence: "the engine was not spoken to", hint: hint)
    }
}
