/// A key of `auths` or `credHelpers`, in any form that was ever written: `https://index.docker.io/v1/`, `registry.example.com`, `http://host:5000/v2/`, `quay.io/team`.
struct CredentialKey: Hashable, Sendable {
    /// As ``RegistryHost/name`` has it; Docker Hub's names are all `docker.io`.
    var registry: String
    /// Below the registry, as Podman has them (containers-auth.json(5)); empty for all of it.
    var path: String

    /// What Docker Hub is kept under by `docker login`, and asked for at credential helpers (docker/cli, `IndexServer`).
    static let hub = "https://index.docker.io/v1/"

    init(_ text: String) {
        var rest = text[...]
        var isURL = false
        for scheme in ["https://", "http://"] where rest.lowercased().hasPrefix(scheme) {
            rest = rest.dropFirst(scheme.count)
            isURL = true
        }
        let host = rest.prefix { $0 != "/" }
        let below = rest.dropFirst(host.count).split(separator: "/").joined(separator: "/")
        registry = Self.registry(String(host))
        // Old clients wrote whole URLs, whose path is that of an API and not of a repository.
        path = isURL || ["v1", "v2"].contains(below) ? "" : below
    }

    /// The one name of a registry.
    static func registry(_ host: String) -> String {
        let host = host.lowercased()
        return ["index.docker.io", "registry-1.docker.io", "registry.docker.io", "docker.io"].contains(host)
            ? "docker.io" : host
    }
}
