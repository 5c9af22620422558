/// Who is spoken to: scheme, host and port. Two URLs of one origin may share credentials, others never (RFC 6454, 4).
struct Origin: Hashable, Sendable, CustomStringConvertible {
    enum Scheme: String, Hashable, Sendable {
        case http, https
        var port: Int { self == .https ? 443 : 80 }
    }

    var scheme: Scheme
    /// Lower case; an IPv6 address without its brackets.
    var host: String
    var port: Int

    /// The address as a person writes it: the port only where it is not the scheme's own.
    var address: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == scheme.port ? name : "\(name):\(port)"
    }
    var description: String { "\(scheme.rawValue)://\(address)" }

    /// Whether the host is this machine: `localhost`, 127.0.0.0/8, ::1. Not names below `localhost`: a static program asks a name server for them.
    static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
