import NIOSSL
import Vocabulary

/// Who we are to a registry that asks for a certificate: `NAME.cert` and `NAME.key` of its folder (docs.docker.com, "Verify repository client with certificates").
struct ClientIdentity {
    let chain: [NIOSSLCertificate]
    let key: NIOSSLPrivateKey

    /// Throws `registry.client-certificate-unreadable`; nothing of the key is told.
    init(certificate: AbsolutePath) throws(Problem) {
        let keyFile = AbsolutePath(String(certificate.rawValue.dropLast("cert".count)) + "key", relativeTo: .root)
        do {
            chain = try NIOSSLCertificate.fromPEMFile(certificate.rawValue)
        } catch {
            throw Self.unreadable(
                "the certificate in `\(certificate)`", "certificates in PEM form (`-----BEGIN CERTIFICATE-----`)",
                "look at it with `openssl x509 -noout -subject -in \(certificate)`")
        }
        do {
            key = try NIOSSLPrivateKey(file: keyFile.rawValue, format: .pem)
        } catch {
            throw Self.unreadable(
                "the key of `\(certificate)`", "a key without a password in PEM form in `\(keyFile)`",
                "look at it with `openssl pkey -noout -in \(keyFile)`")
        }
    }

    private static func unreadable(_ what: String, _ expected: String, _ hint: String) -> Problem {
        Problem(
            RegistryProblem.clientCertificateUnreadable, .prerequisite,
            "cannot read \(what), which is to be shown to the registry", expected: expected,
            consequence: "no registry was asked", hint: hint)
    }
}
