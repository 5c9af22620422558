/// Where a registry, or a mirror of one, is reached: `registry.example.com:5000`, `mirror.example.com/hub`, `http://10.0.0.1:5000`.
public struct RegistryAddress: Hashable, Sendable, CustomStringConvertible {
    /// How it is spoken to.
    public enum Transport: Hashable, Sendable {
        /// TLS; a loopback address may also be plain HTTP, which is found out.
        case automatic
        case tls
        case plain
    }

    /// Lower case.
    public let host: String
    /// `nil` is the port of the scheme: 443, or 80 in plain HTTP.
    public let port: Int?
    /// What stands in front of a repository: `hub/`, or nothing.
    public let prefix: String
    public let transport: Transport

    /// Takes a host, an optional port, an optional path below which the repositories are, and an optional `http://` or `https://`; `nil` for anything else.
    public init?(_ text: String) {
        var rest = text[...]
        var transport = Transport.automatic
        for (scheme, meaning) in [("https://", Transport.tls), ("http://", .plain)] where rest.hasPrefix(scheme) {
            rest = rest.dropFirst(scheme.count)
            transport = meaning
        }
        let authority = rest.prefix { $0 != "/" }
        guard !authority.contains("@"), let place = RemoteURL.hostAndPort(authority),
            RemoteURL("https://\(authority)/") != nil
        else { return nil }
        let path = rest.dropFirst(authority.count).split(separator: "/")
        guard
            path.allSatisfy({ $0.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } && !$0.contains("?") && !$0.contains("#") })
        else { return nil }
        host = place.host
        port = place.port
        prefix = path.map { $0 + "/" }.joined()
        self.transport = transport
    }

    /// Host and port as one names them to `docker login`.
    public var name: String {
        let shown = host.contains(":") ? "[\(host)]" : host
        return port.map { "\(shown):\($0)" } ?? shown
    }

    public var description: String { prefix.isEmpty ? name : "\(name)/\(prefix.dropLast())" }
}
