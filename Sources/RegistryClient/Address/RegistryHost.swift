import Vocabulary

/// One place that can answer for an image: the registry that the image names, or a mirror of it.
struct RegistryHost: Hashable, Sendable {
    /// Under which name credentials are kept, and people know it: `docker.io`, `registry.example.com:5000`.
    var name: String
    var address: RegistryAddress
    var isMirror: Bool

    /// The registry of a reference. Docker Hub is not reached under the name that its images carry (distribution, `registry/config.go`, `DefaultV2Registry`).
    static func of(_ reference: ImageReference) throws -> RegistryHost {
        let place = reference.registry == "docker.io" ? "registry-1.docker.io" : reference.registry
        guard let address = RegistryAddress(place) else {
            throw Problem(
                RegistryProblem.refused, .definition, "cannot reach the registry of `\(reference.familiar)`",
                expected: "a host name and a port", found: reference.registry)
        }
        return RegistryHost(name: reference.registry, address: address, isMirror: false)
    }

    /// The repository's name there.
    func repository(of reference: ImageReference) -> String { address.prefix + reference.repository }
}
