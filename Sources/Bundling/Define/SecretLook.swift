import Vocabulary

/// Whether a name and a value look like something that must not go to every customer.
enum SecretLook {
    /// A value that protects nothing is no secret: empty, a switch, or a path.
    static func isSecret(name: String, value: String) -> Bool {
        guard SecretName.isSecret(name), !value.isEmpty, !value.hasPrefix("/") else { return false }
        return !["true", "false", "yes", "no", "0", "1", "none"].contains(value.lowercased())
    }

    /// A private key in PEM form (RFC 7468).
    static func isPrivateKey(_ bytes: [UInt8]) -> Bool {
        let head = String(decoding: bytes.prefix(64 * 1024), as: UTF8.self)
        return head.contains("-----BEGIN ") && head.contains("PRIVATE KEY-----")
    }
}
