import ArgumentParser
import Bundling
import RegistryClient
import Vocabulary

/// How registries are spoken to, and where what came from them is kept.
struct RegistryOptions: ParsableArguments, Sendable {
    @Option(
        name: .customLong("registry-ca"),
        help: ArgumentHelp("A file with a certificate authority that registries are trusted by.", valueName: "file"))
    var authorities: [String] = []
    @Option(
        help: ArgumentHelp("A registry that speaks plain HTTP; on loopback it is found out.", valueName: "host[:port]"))
    var plainHTTP: [String] = []
    @Option(
        help: ArgumentHelp(
            "Ask this place before the registry: `docker.io=https://mirror.example.com`.", valueName: "registry=address"
        ))
    var mirror: [String] = []

    /// Throws `usage.wrong` (64), `registry.proxy` (12). Credentials are those of `docker login` and `podman login`, proxies those of the environment.
    func configuration(in session: Session) throws -> RegistryClientConfiguration {
        var configuration = RegistryClientConfiguration()
        configuration.userAgent = "valise/\(ValiseCommand.version)"
        configuration.credentials = DockerConfiguration(environment: session.environment.variables).source
        configuration.authorities = authorities.map { session.path($0) }
        configuration.plainHTTP = Set(plainHTTP.map { $0.lowercased() })
        configuration.proxies = try ProxySettings(environment: session.environment.variables)
        for text in mirror {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, let address = RegistryAddress(parts[1]) else {
                throw Problem(
                    "usage.wrong", .usage, "cannot read `--mirror \(text)`",
                    expected: "REGISTRY=ADDRESS, as in `docker.io=https://mirror.example.com`",
                    hint: "`valise pack --help` explains it, with examples")
            }
            configuration.mirrors[parts[0], default: []].append(address)
        }
        return configuration
    }
}
