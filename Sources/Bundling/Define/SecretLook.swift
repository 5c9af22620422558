import Vocabulary

/// Whether a name and a value look like something that must not go to every customer.
enum SecretLook {
    private static let words = [
        "PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "TOKEN", "APIKEY", "API_KEY", "ACCESS_KEY", "PRIVATE_KEY",
        "CREDENTIAL", "PWD",
    ]
    private static let harmless = ["FILE", "PATH", "LENGTH", "MIN", "MAX", "TTL", "EXPIRY", "LIFETIME", "USER", "NAME"]

    /// `DB_PASSWORD`; not `DB_PASSWORD_FILE`, which says where one is.
    static func isSecretName(_ name: String) -> Bool {
        let upper = name.uppercased()
        guard words.contains(where: { upper.contains($0) }) else { return false }
        return !harmless.contains { upper.hasSuffix("_" + $0) }
    }

    /// A value that protects nothing is no secret: empty, a switch, or a path.
    static func isSecret(name: String, value: String) -> Bool {
        guard isSecretName(name), !value.isEmpty, !value.hasPrefix("/") else { return false }
        return !["true", "false", "yes", "no", "0", "1", "none"].contains(value.lowercased())
    }

    /// A private key in PEM form (RFC 7468).
    static func isPrivateKey(_ bytes: [UInt8]) -> Bool {
        let head = String(decoding: bytes.prefix(64 * 1024), as: UTF8.self)
        return head.contains("-----BEGIN ") && head.contains("PRIVATE KEY-----")
    }
}
