/// An absolute `http` or `https` URL, as far as registries need one (RFC 3986). Holds no user and no fragment.
struct RemoteURL: Hashable, Sendable, CustomStringConvertible {
    var origin: Origin
    /// Path and query, beginning with `/`, percent-encoded as it came.
    var target: String

    init(origin: Origin, target: String) {
        self.origin = origin
        self.target = target
    }

    /// Longer ones are refused: signed URLs of object stores have about 2,000 bytes, servers take 8 KiB (RFC 9110, 4.1, asks for 8,000).
    static let maximumLength = 16 * 1024

    /// Parses an absolute URL; `nil` for another scheme, a user in it, no host, or bytes that no URL may have.
    init?(_ text: String) {
        guard text.utf8.count <= Self.maximumLength, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            return nil
        }
        let scheme: Origin.Scheme
        let lower = text.prefix(8).lowercased()
        if lower.hasPrefix("https://") {
            scheme = .https
        } else if lower.hasPrefix("http://") {
            scheme = .http
        } else {
            return nil
        }
        let rest = text.dropFirst(scheme.rawValue.count + 3)
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.contains("@"), let place = Self.hostAndPort(authority) else { return nil }
        origin = Origin(scheme: scheme, host: place.host, port: place.port ?? scheme.port)
        let target = rest.dropFirst(authority.count).prefix { $0 != "#" }
        self.target = target.hasPrefix("/") ? String(target) : "/" + target
    }

    /// Splits `host`, `host:port`, `[::1]:port`; `nil` where there is no host or the port is none.
    static func hostAndPort(_ text: some StringProtocol) -> (host: String, port: Int?)? {
        var host = text[...]
        var port: Int?
        if let colon = text.lastIndex(of: ":"), !text[colon...].contains("]") {
            guard let number = UInt16(text[text.index(after: colon)...]), number > 0 else { return nil }
            port = Int(number)
            host = text[..<colon]
        }
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard !host.isEmpty, !host.contains("["), !host.contains("]") else { return nil }
        return (host.lowercased(), port)
    }

    /// What a `Location` means when it came from here (RFC 3986, 5.2, without dot segments, which no registry sends); `nil` where it is no URL of ours.
    func resolving(_ location: String) -> RemoteURL? {
        if location.contains("://"), let absolute = RemoteURL(location) { return absolute }
        if location.hasPrefix("//") { return RemoteURL("\(origin.scheme.rawValue):\(location)") }
        let path = target.prefix { $0 != "?" }
        switch location.first {
        case nil: return nil
        case "/": return RemoteURL("\(origin)\(location)")
        case "?": return RemoteURL("\(origin)\(path)\(location)")
        default:
            // Another scheme: `file:/x`.
            guard !location.prefix(while: { $0 != "/" && $0 != "?" }).contains(":") else { return nil }
            let folder = path[...(path.lastIndex(of: "/") ?? path.startIndex)]
            return RemoteURL("\(origin)\(folder)\(location)")
        }
    }

    /// With one more parameter in its query, percent-encoded.
    func adding(_ name: String, _ value: String) -> RemoteURL {
        var copy = self
        copy.target += (target.contains("?") ? "&" : "?") + name + "=" + Self.encoded(value)
        return copy
    }

    /// Percent-encodes all but the unreserved characters (RFC 3986, 2.3).
    static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var result: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.append(byte)
            default: result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The whole URL. Its query may hold a signature: for the wire, never for a message.
    var text: String { "\(origin)\(target)" }
    /// Without the query, which may hold a signature.
    var description: String { "\(origin)\(target.prefix { $0 != "?" })" }
}
