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

    /// Reads the files. Throws `engine.certificate-unreadable`; nothing of the key is told.
    func context() throws(Problem) -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        // Older ones are refused by RFC 8996.
        configuration.minimumTLSVersion = .tlsv12
        let (authority, certificate, key) = (
            folder.appending("ca.pem"), folder.appending("cert.pem"), folder.appending("key.pem")
        )
        if Self.exists(authority) {
            configuration.trustRoots = .certificates(try Self.certificates(authority))
        }
        if Self.exists(certificate) {
            configuration.certificateChain = try Self.certificates(certificate).map { .certificate($0) }
            do {
                configuration.privateKey = .privateKey(try NIOSSLPrivateKey(file: key.rawValue, format: .pem))
            } catch {
                throw Self.unreadable(
                    key, "the key of `\(certificate)` in PEM form, without a password",
                    "look at it with `openssl pkey -noout -in \(key)`")
            }
        }
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw Self.unreadable(
                key, "the key of `\(certificate)`",
                "see whether they belong together with `openssl pkey -in \(key) -pubout`")
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
