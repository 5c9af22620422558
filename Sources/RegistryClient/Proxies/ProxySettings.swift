public import Vocabulary

/// Which registries are reached through a proxy: `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, also in lower case, with the meaning that Go's programs give them, so `docker` and
/// `skopeo` (golang.org/x/net/http/httpproxy). This machine itself is never reached through one.
public struct ProxySettings: Hashable, Sendable {
    private var secure: ProxyAddress?
    private var plain: ProxyAddress?
    private var exceptions: [ProxyException] = []

    /// No proxy.
    public static let none = ProxySettings()
    private init() {}

    /// Throws `registry.proxy` (12) for a proxy that cannot be used. Its text is not told, as it may hold a password.
    public init(environment: [String: String]) throws(Problem) {
        secure = try Self.proxy("HTTPS_PROXY", environment)
        plain = try Self.proxy("HTTP_PROXY", environment)
        let names = Self.value("NO_PROXY", environment)?.value ?? ""
        exceptions = names.split(separator: ",").compactMap { ProxyException(String($0)) }
    }

    /// `nil` where a host is spoken to directly.
    func proxy(for origin: Origin) -> ProxyAddress? {
        guard let proxy = origin.scheme == .https ? secure : plain, !Origin.isLoopback(origin.host),
            !exceptions.contains(where: { $0.covers(origin) })
        else { return nil }
        return proxy
    }

    private static func value(_ name: String, _ environment: [String: String]) -> (name: String, value: String)? {
        for name in [name, name.lowercased()] {
            if let value = environment[name], !value.isEmpty { return (name, value) }
        }
        return nil
    }

    private static func proxy(_ name: String, _ environment: [String: String]) throws(Problem) -> ProxyAddress? {
        guard let (name, text) = value(name, environment) else { return nil }
        do {
            return try ProxyAddress(text)
        } catch {
            let found =
                switch error {
                case .noAddress: "something else"
                case .tls: "`https://…`, a proxy that is spoken to with TLS"
                case .socksPassword: "`socks5://…` with a password"
                }
            throw Problem(
                RegistryProblem.proxy, .prerequisite, "cannot use the proxy that the variable `\(name)` names",
                expected: "`http://HOST:PORT`, `http://USER:PASSWORD@HOST:PORT` or `socks5://HOST:PORT`", found: found,
                consequence: "no registry was asked", hint: "set another one, or take it away with `unset \(name)`")
        }
    }
}
