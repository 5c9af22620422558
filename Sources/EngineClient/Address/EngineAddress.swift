public import Vocabulary

/// Where an engine listens: a unix socket, or a TCP port with TLS or without.
public enum EngineAddress: Hashable, Sendable {
    case unix(AbsolutePath)
    /// A unix socket of this machine that leads to one of another host; messages name the host's.
    case forwarded(AbsolutePath, HostName, AbsolutePath)
    case tcp(host: String, port: Int)
    /// Without certificates of one's own, the machine's authorities are trusted and nothing is shown.
    case tls(host: String, port: Int, EngineCertificates?)

    /// Where Docker Engine listens if nothing else is said.
    public static let standard = EngineAddress.unix(AbsolutePath("/var/run/docker.sock", relativeTo: .root))

    /// The longest path of a unix socket in bytes: `sun_path` of unix(7), with its NUL.
    static let socketPathLimit = 107

    /// Parses the forms of `DOCKER_HOST`: `unix:///path`, `/path`, `tcp://host[:port]` and `http://host[:port]` (port 2375 where none is given), and `https://host[:port]` for TLS
    /// (port 2376; IANA's numbers for both).
    ///
    /// Throws `engine.address-invalid` or `engine.ssh-unsupported`, both with exit 64.
    public init(parsing text: String, certificates: EngineCertificates? = nil) throws(Problem) {
        let parts = text.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        let scheme = text.hasPrefix("/") ? "unix:" : parts.first.map(String.init) ?? ""
        switch scheme {
        case "unix:":
            let path = text.hasPrefix("/") ? text : String(text.dropFirst("unix://".count))
            guard text.hasPrefix("/") || text.hasPrefix("unix://"), let parsed = AbsolutePath(path), parsed != .root
            else { throw Self.invalid(text, expected: "an absolute path of a socket, as in `unix:///run/docker.sock`") }
            guard parsed.rawValue.utf8.count <= Self.socketPathLimit else {
                throw Self.invalid(text, expected: "a path of at most \(Self.socketPathLimit) bytes (unix(7))")
            }
            self = .unix(parsed)
        case "tcp:", "http:", "https:":
            guard parts.count >= 3, parts[1].isEmpty, parts.count == 3 || parts[3].isEmpty,
                let (host, port) = Self.hostAndPort(parts[2])
            else { throw Self.invalid(text, expected: "a host and a port, as in `tcp://10.0.0.7:2375`") }
            self =
                scheme == "https:"
                ? .tls(host: host, port: port ?? 2376, certificates) : .tcp(host: host, port: port ?? 2375)
        case "ssh:":
            throw Problem(
                "engine.ssh-unsupported", .usage,
                "cannot use the engine address `\(text)`: an engine is not reached through ssh",
                expected: "`unix:///path`, `/path` or `tcp://host:port`",
                hint:
                    "run `valise` on that host, or forward its socket: `ssh -L /tmp/engine.sock:/run/docker.sock HOST`")
        default:
            throw Self.invalid(text, expected: "`unix:///path`, `/path` or `tcp://host:port`")
        }
    }

    /// The address that a command uses: its `--engine` option, else `DOCKER_HOST`, else ``standard``.
    ///
    /// As with Docker's client, `DOCKER_TLS_VERIFY` makes TLS of a TCP address, with the certificates of `DOCKER_CERT_PATH`. Throws as ``init(parsing:certificates:)``.
    public init(option: String?, environment: [String: String]) throws(Problem) {
        guard let text = option ?? environment["DOCKER_HOST"].flatMap({ $0.isEmpty ? nil : $0 }) else {
            self = .standard
            return
        }
        let certificates = EngineCertificates(environment: environment)
        let isVerified = !(environment["DOCKER_TLS_VERIFY"] ?? "").isEmpty
        try self.init(
            parsing: isVerified && text.hasPrefix("tcp://") ? "https" + text.dropFirst("tcp".count) : text,
            certificates: certificates)
    }

    private static func hostAndPort(_ text: Substring) -> (String, Int?)? {
        var host = text
        var rest: Substring = ""
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            host = text[text.index(after: text.startIndex)..<end]
            rest = text[text.index(after: end)...]
            guard host.contains(":"), host.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else { return nil }
        } else {
            if let colon = text.firstIndex(of: ":") {
                host = text[..<colon]
                rest = text[colon...]
            }
            guard HostName(String(host)) != nil else { return nil }
        }
        if rest.isEmpty { return (String(host), nil) }
        guard rest.hasPrefix(":"), let port = UInt16(rest.dropFirst()), port > 0 else { return nil }
        return (String(host), Int(port))
    }

    private static func invalid(_ text: String, expected: String) -> Problem {
        Problem(
            "engine.address-invalid", .usage, "cannot read the engine address `\(text)`", expected: expected,
            hint: "name it with `--engine unix:///run/docker.sock`, or in DOCKER_HOST")
    }
}

extension EngineAddress: CustomStringConvertible {
    /// As `--engine` takes it: `unix:///run/docker.sock`, `tcp://[::1]:2375`, `https://engine.example.com:2376`.
    public var description: String {
        switch self {
        case .unix(let path): "unix://\(path)"
        case .forwarded(_, let host, let path): "unix://\(path) on `\(host)`"
        case .tcp(let host, let port): "tcp://\(Self.bracketed(host)):\(port)"
        case .tls(let host, let port, _): "https://\(Self.bracketed(host)):\(port)"
        }
    }

    private static func bracketed(_ host: String) -> String { host.contains(":") ? "[\(host)]" : host }
}
