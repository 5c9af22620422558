/// A look from outside at what a service says to the world: a connection, or an HTTP request.
public enum EndpointProbe: Hashable, Sendable, Codable {
    /// An accepted connection is an answer.
    case tcp(port: Int)
    /// A status of 2xx or 3xx is an answer. `path` begins with a slash and may have a query.
    case http(port: Int, path: String)

    public var port: Int {
        switch self {
        case .tcp(let port), .http(let port, _): port
        }
    }

    /// `8080`, `8080/health`, `:8080/health`, `/health` (port 80); `nil` for anything else, spaces and control characters among it.
    public init?(http text: String) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !text.isEmpty else { return nil }
        let address = text.prefix { $0 != "/" }
        let path = text.dropFirst(address.count)
        guard !address.isEmpty else {
            self = .http(port: 80, path: String(path))
            return
        }
        guard let port = Self.port(address.hasPrefix(":") ? address.dropFirst() : address) else { return nil }
        self = .http(port: port, path: path.isEmpty ? "/" : String(path))
    }

    /// `5432`; `nil` for anything but a port.
    public init?(tcp text: String) {
        guard let port = Self.port(text[...]) else { return nil }
        self = .tcp(port: port)
    }

    private static func port(_ digits: Substring) -> Int? {
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(digits) else { return nil }
        return (1...65_535).contains(port) ? port : nil
    }
}

extension EndpointProbe: CustomStringConvertible {
    /// `HTTP :8080/health`, `TCP :5432`.
    public var description: String {
        switch self {
        case .tcp(let port): "TCP :\(port)"
        case .http(let port, let path): "HTTP :\(port)\(path)"
        }
    }
}
