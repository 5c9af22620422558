import Foundation

/// A proxy, as `HTTPS_PROXY` names one.
struct ProxyAddress: Hashable, Sendable {
    /// How it is spoken to.
    enum Kind: Hashable, Sendable {
        /// `CONNECT` in HTTP/1.1 (RFC 9110, 9.3.6), with a password where one is needed.
        case http(user: String?, password: String?)
        /// SOCKS 5 (RFC 1928), without a password.
        case socks
    }
    var kind: Kind
    var host: String
    var port: Int

    /// Why a text is no proxy of ours.
    enum Malformed: Error { case noAddress, tls, socksPassword }

    /// `http://[USER:PASSWORD@]HOST[:PORT]`, `socks5://HOST[:PORT]`, or `HOST:PORT`, percent-encoded as URLs are (RFC 3986).
    init(_ text: String) throws(Malformed) {
        var rest = text[...]
        var scheme = "http"
        if let mark = text.firstRange(of: "://") {
            scheme = text[..<mark.lowerBound].lowercased()
            rest = text[mark.upperBound...]
        }
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let at = authority.lastIndex(of: "@")
        let user = at.map { authority[..<$0] }
        guard let place = RemoteURL.hostAndPort(at.map { authority[authority.index(after: $0)...] } ?? authority) else {
            throw .noAddress
        }
        host = place.host
        switch scheme {
        case "http":
            let parts = user?.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let decoded = parts?.map { $0.removingPercentEncoding }
            if let decoded, decoded.contains(nil) { throw .noAddress }
            kind = .http(
                user: decoded?.first ?? nil, password: decoded.flatMap { $0.count > 1 ? $0[1] : "" })
            // Without a port, that of the scheme, as with Go's programs.
            port = place.port ?? 80
        case "socks5", "socks5h":
            guard user == nil else { throw .socksPassword }
            kind = .socks
            port = place.port ?? 1080
        case "https": throw .tls
        default: throw .noAddress
        }
    }

    /// Without the password.
    var shown: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
