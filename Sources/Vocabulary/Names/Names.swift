/// The name of an application, as `valise.yaml` gives it: it becomes a part of file names, Compose projects and labels.
public struct ApplicationName: ValidatedName {
    public let rawValue: String
    public static let grammar = "1 to 40 lower-case letters, digits and hyphens, beginning with a letter or a digit"
    public init?(_ text: String) {
        // 40: a container's name is PROJECT-SERVICE-N and becomes a host name, which ends at 63 characters (RFC 1123, 2.1).
        guard
            Grammar.matches(
                text, limit: 40, first: Grammar.isLowerAlphanumeric,
                rest: { Grammar.isLowerAlphanumeric($0) || $0 == UInt8(ascii: "-") })
        else { return nil }
        rawValue = text
    }
}

/// The name under which a bundle is installed on a target: ledger key, Compose project and folder name.
public struct InstallationName: ValidatedName {
    public let rawValue: String
    public static let grammar = ApplicationName.grammar
    public init?(_ text: String) {
        guard let name = ApplicationName(text) else { return nil }
        rawValue = name.rawValue
    }
    /// The name by default: the application's own.
    public init(_ application: ApplicationName) { rawValue = application.rawValue }
}

/// The key of a service in a Compose file.
public struct ServiceName: ValidatedName {
    public let rawValue: String
    public static let grammar = "letters, digits, dots, hyphens and underscores, beginning with a letter or a digit"
    public init?(_ text: String) {
        // Compose Specification, 05-services.md: the pattern of the JSON schema is ^[a-zA-Z0-9._-]+$.
        guard
            Grammar.matches(
                text, limit: 128, first: { Grammar.isAlphanumeric($0) || Array("._-".utf8).contains($0) },
                rest: { Grammar.isAlphanumeric($0) || Array("._-".utf8).contains($0) })
        else { return nil }
        rawValue = text
    }
}

/// The name of a machine of the target.
public struct HostName: ValidatedName {
    public let rawValue: String
    public static let grammar = "a host name: letters, digits, hyphens and dots (RFC 1123)"
    public init?(_ text: String) {
        guard !text.isEmpty, text.utf8.count <= 253 else { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard
            parts.allSatisfy({ part in
                Grammar.matches(
                    String(part), limit: 63, first: Grammar.isAlphanumeric,
                    rest: { Grammar.isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") })
                    && part.utf8.last != UInt8(ascii: "-")
            })
        else { return nil }
        rawValue = text
    }
}

/// The name of a variable of Compose files and templates, and so of a question.
public struct VariableName: ValidatedName {
    public let rawValue: String
    public static let grammar = "letters, digits and underscores, beginning with a letter or an underscore"
    public init?(_ text: String) {
        guard
            Grammar.matches(
                text, limit: 128,
                first: { Grammar.isAlphanumeric($0) && !Grammar.isDigit($0) || $0 == UInt8(ascii: "_") },
                rest: { Grammar.isAlphanumeric($0) || $0 == UInt8(ascii: "_") })
        else { return nil }
        rawValue = text
    }
}

/// The name of a profile: `demo-laptop`.
public struct ProfileName: ValidatedName {
    public let rawValue: String
    public static let grammar = ApplicationName.grammar
    public init?(_ text: String) {
        guard let name = ApplicationName(text) else { return nil }
        rawValue = name.rawValue
    }
}
