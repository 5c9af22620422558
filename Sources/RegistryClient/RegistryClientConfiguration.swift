public import Vocabulary

/// How a ``RegistryClient`` behaves.
public struct RegistryClientConfiguration: Sendable {
    /// Where user names, passwords and tokens come from.
    public var credentials = CredentialSource.none
    /// Places to ask before a registry, by the registry's name (`docker.io`), in order. Only for reading; each is tried once, then the registry itself.
    public var mirrors: [String: [RegistryAddress]] = [:]
    /// Registries that are spoken to in plain HTTP, as `HOST` or `HOST:PORT`. A loopback address need not be named: what it speaks is found out.
    public var plainHTTP: Set<String> = []
    /// Registries that are reached through a proxy.
    public var proxies = ProxySettings.none
    /// Files in PEM form with certificate authorities that are trusted besides the machine's own, for every registry.
    public var authorities: [AbsolutePath] = []
    /// Folders with a folder for each registry, `HOST[:PORT]/*.crt`: certificate authorities that are trusted for this one; `NAME.cert` with `NAME.key`: who we are to it. Docker's and Podman's by default.
    public var authorityFolders: [AbsolutePath] = RegistryClientConfiguration.usualAuthorityFolders
    public var limits = RegistryClientLimits()
    public var retry = RetryPolicy()
    public var timing = RegistryTiming.system
    /// What the registry is told about us (RFC 9110, 10.1.5).
    public var userAgent = "valise"

    public init() {}

    /// `/etc/docker/certs.d` (docs.docker.com, "Verify repository client with certificates") and `/etc/containers/certs.d` (containers-certs.d(5)).
    public static let usualAuthorityFolders = [
        AbsolutePath("/etc/docker/certs.d", relativeTo: .root),
        AbsolutePath("/etc/containers/certs.d", relativeTo: .root),
    ]
}
