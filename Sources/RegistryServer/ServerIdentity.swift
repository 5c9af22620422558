import NIOSSL
public import Vocabulary

/// A certificate with its chain and its key, for a server that speaks TLS (1.2 and newer).
public struct ServerIdentity: Sendable {
    let context: NIOSSLContext

    /// From two PEM files: the certificate first, then those of its authorities; and the key, without a password.
    ///
    /// Throws `registry.certificate` (64) where one of them cannot be read or they do not belong together.
    public init(certificate: AbsolutePath, key: AbsolutePath) throws {
        let chain: [NIOSSLCertificate]
        do {
            chain = try NIOSSLCertificate.fromPEMFile(certificate.rawValue)
        } catch {
            throw Self.problem("`\(certificate)` holds no certificate in PEM form that can be read")
        }
        let own: NIOSSLPrivateKey
        do {
            // Without an answer to its question a key with a password is refused; nobody is asked on the terminal.
            own = try NIOSSLPrivateKey(file: key.rawValue, format: .pem) { $0([UInt8]()) }
        } catch {
            throw Self.problem(
                "`\(key)` holds no key in PEM form that can be read, or one with a password",
                hint: "take the password off with `openssl pkey -in \(key) -out FILE`")
        }
        do {
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(own))
            // Speaks HTTP/1.1 and nothing else (RFC 7301).
            configuration.applicationProtocols = ["http/1.1"]
            context = try NIOSSLContext(configuration: configuration)
        } catch {
            throw Self.problem("the key in `\(key)` is not that of the first certificate in `\(certificate)`")
        }
    }

    private static func problem(_ what: String, hint: String? = nil) -> Problem {
        Problem(
            "registry.certificate", .usage, "cannot serve with TLS: \(what)", consequence: "nothing is served",
            hint: hint)
    }
}
