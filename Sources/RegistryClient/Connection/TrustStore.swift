import Foundation
import NIOSSL
import Synchronization
import Vocabulary

/// Whom to trust, for each host, and who we are to it: the machine's authorities and those of the configuration, and certificates that are shown. Files are read when a host is first spoken to.
final class TrustStore: Sendable {
    private let authorities: [AbsolutePath]
    private let folders: [AbsolutePath]
    private let known = Mutex<[String: TLSConfiguration]>([:])

    init(authorities: [AbsolutePath], folders: [AbsolutePath]) {
        self.authorities = authorities
        self.folders = folders
    }

    /// Throws `registry.authority-unreadable`, `registry.client-certificate-unreadable`.
    func configuration(for origin: Origin) throws -> TLSConfiguration {
        if let configuration = known.withLock({ $0[origin.address] }) { return configuration }
        var configuration = TLSConfiguration.makeClientConfiguration()
        // Older ones are refused by RFC 8996.
        configuration.minimumTLSVersion = .tlsv12
        let certificates = try (authorities + files(for: origin, ".crt")).flatMap(Self.certificates)
        if !certificates.isEmpty { configuration.additionalTrustRoots = [.certificates(certificates)] }
        // A server takes one identity: of several, Docker offers the last that it read.
        if let shown = files(for: origin, ".cert").last {
            let identity = try ClientIdentity(certificate: shown)
            configuration.certificateChain = identity.chain.map { .certificate($0) }
            configuration.privateKey = .privateKey(identity.key)
        }
        return known.withLock { known in
            // Only one value for a host, as connections are shared by equal configurations.
            if let other = known[origin.address] { return other }
            known[origin.address] = configuration
            return configuration
        }
    }

    /// `HOST/*.crt` and `HOST:PORT/*.crt`, sorted. Folders that are not there are none.
    private func files(for origin: Origin, _ suffix: String) -> [AbsolutePath] {
        let names = Set([origin.host, origin.address, "\(origin.host):\(origin.port)"]).filter { !$0.contains("/") }
        return folders.flatMap { folder in
            names.sorted().flatMap { name -> [AbsolutePath] in
                let place = folder.appending(name)
                guard let entries = try? FileManager.default.contentsOfDirectory(atPath: place.rawValue) else {
                    return []
                }
                return entries.filter { $0.hasSuffix(suffix) }.sorted().map { place.appending($0) }
            }
        }
    }

    private static func certificates(in file: AbsolutePath) throws -> [NIOSSLCertificate] {
        do {
            return try NIOSSLCertificate.fromPEMFile(file.rawValue)
        } catch {
            throw Problem(
                RegistryProblem.authorityUnreadable, .prerequisite,
                "cannot read the certificate authority in `\(file)`",
                expected: "certificates in PEM form (`-----BEGIN CERTIFICATE-----`)",
                hint: "look at it with `openssl x509 -noout -subject -in \(file)`")
        }
    }
}
