/// Where OpenSSH's client connects to: `root@10.0.0.11`, `edge-1:2222`, `[fd00::1]:22`. No part of one can be taken for an option.
public struct SSHDestination: Hashable, Sendable, CustomStringConvertible {
    /// `nil`: whom OpenSSH's configuration names, else the user who runs it.
    public let user: String?
    /// An address, a name, or an alias of OpenSSH's configuration; IPv6 without brackets.
    public let host: String
    /// `nil`: what OpenSSH's configuration names, else 22.
    public let port: UInt16?

    public static let grammar =
        "`[user@]host[:port]`: letters, digits and `._-+` in the user, an address, a name or an alias of OpenSSH's configuration as host, IPv6 in brackets; nothing begins with a hyphen"

    /// `nil` for anything else than ``grammar`` says; what a shell or OpenSSH would read as more than a name is refused.
    public init?(_ text: String) {
        var rest = text[...]
        var user: String?
        if let at = rest.lastIndex(of: "@") {
            let name = String(rest[..<at])
            guard
                Grammar.matches(
                    name, limit: 64, first: { Grammar.isAlphanumeric($0) || $0 == UInt8(ascii: "_") },
                    rest: { Grammar.isAlphanumeric($0) || Array("._-+".utf8).contains($0) })
            else { return nil }
            user = name
            rest = rest[rest.index(after: at)...]
        }
        let host: String
        if rest.first == "[" {
            guard let end = rest.firstIndex(of: "]") else { return nil }
            host = String(rest[rest.index(after: rest.startIndex)..<end])
            guard Self.isIPv6(host) else { return nil }
            rest = rest[rest.index(after: end)...]
        } else {
            host = String(rest.prefix { $0 != ":" })
            guard HostName(host) != nil else { return nil }
            rest = rest.dropFirst(host.count)
        }
        var port: UInt16?
        if !rest.isEmpty {
            let digits = rest.dropFirst()
            guard rest.first == ":", digits.utf8.allSatisfy(Grammar.isDigit), let number = UInt16(digits), number > 0
            else { return nil }
            port = number
        }
        self.user = user
        self.host = host
        self.port = port
    }

    /// Colons and hexadecimal digits, and the interface of a link-local one behind a `%` (RFC 4007, 11).
    private static func isIPv6(_ text: String) -> Bool {
        let parts = text.split(separator: "%", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts[0].contains(":"), parts[0].utf8.count <= 45 else { return false }
        let isAddress = parts[0].utf8.allSatisfy { byte in
            Grammar.isDigit(byte) || Array("abcdefABCDEF:.".utf8).contains(byte)
        }
        guard isAddress, parts.count == 2 else { return isAddress }
        return Grammar.matches(
            String(parts[1]), limit: 15, first: Grammar.isAlphanumeric,
            rest: { Grammar.isAlphanumeric($0) || Array("._-".utf8).contains($0) })
    }

    /// What `ssh` takes: the port as an option, then `--`, then user and host.
    public var arguments: [String] {
        (port.map { ["-p", String($0)] } ?? []) + ["--", (user.map { $0 + "@" } ?? "") + host]
    }

    /// As a person writes it behind `ssh`: `-p 2222 root@10.0.0.11`.
    public var words: String { (port.map { "-p \($0) " } ?? "") + (user.map { $0 + "@" } ?? "") + host }

    public var description: String {
        let shown = host.contains(":") ? "[\(host)]" : host
        return (user.map { $0 + "@" } ?? "") + shown + (port.map { ":\($0)" } ?? "")
    }
}
