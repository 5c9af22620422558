/// Whether something is named like a secret.
public enum SecretName {
    private static let words = [
        "PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "TOKEN", "APIKEY", "API_KEY", "ACCESS_KEY", "PRIVATE_KEY",
        "CREDENTIAL", "PWD",
    ]
    private static let harmless = ["FILE", "PATH", "LENGTH", "MIN", "MAX", "TTL", "EXPIRY", "LIFETIME", "USER", "NAME"]

    /// `DB_PASSWORD`; not `DB_PASSWORD_FILE`, which says where one is.
    public static func isSecret(_ name: String) -> Bool {
        let upper = name.uppercased()
        // The attribute of a Compose file names secrets, and holds none.
        guard upper != "SECRETS", words.contains(where: { upper.contains($0) }) else { return false }
        return !harmless.contains { upper.hasSuffix("_" + $0) }
    }
}
