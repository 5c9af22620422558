import Foundation
import RegistryClient
import RegistryServer
import TestKit
import Testing
import Vocabulary

/// The text of ``RegistryContract`` on every registry that is at hand.
@Suite(.timeLimit(.minutes(2))) struct ContractTests {
    static let content = PlainImage(layers: [Bytes.noise(700_000), Bytes.noise(350_000, seed: 5)])

    /// The parts of the image, without a registry.
    static func parts() throws -> ImageParts {
        let config = Descriptor.of(try content.configuration(), as: .imageConfiguration)
        let layers = content.layers.map { Descriptor.of($0, as: .layerTar) }
        let manifest = Descriptor.of(
            try CanonicalJSON.encode(ImageManifest(config: config, layers: layers)), as: .imageManifest)
        var entry = manifest
        entry.platform = content.platform
        let index = Descriptor.of(try CanonicalJSON.encode(ImageIndex(manifests: [entry])), as: .imageIndex)
        return ImageParts(index: index, manifest: manifest, config: config, layers: layers)
    }

    static func configuration() -> RegistryClientConfiguration {
        var configuration = RegistryClientConfiguration()
        configuration.authorityFolders = []
        return configuration
    }

    func run(
        at host: String, _ configuration: RegistryClientConfiguration, _ body: (RegistryContract) async throws -> Void
    ) async throws {
        let reference = try #require(ImageReference("\(host)/team/app:1"))
        let parts = try Self.parts()
        try await RegistryClient.using(configuration) { client in
            try await body(
                RegistryContract(client: client, reference: reference, image: parts, content: Self.content))
        }
    }

    @Test(arguments: [
        FaultyRegistry.Login.none, .basic(user: "user", password: "open sesame"),
        .bearer(user: "user", password: "open sesame"),
    ])
    func ofTests(_ login: FaultyRegistry.Login) async throws {
        try await FaultyRegistry.run(login: login) { registry in
            var configuration = Self.configuration()
            configuration.credentials = .fixed([registry.host: .password(user: "user", Secret("open sesame"))])
            try await run(at: registry.host, configuration) { contract in
                try await contract.pushes()
                try await contract.pulls()
                try await contract.resumes()
                try await contract.misses()
            }
        }
    }

    @Test func ofOurOwn() async throws {
        try await RegistryServer.serving(try MemoryContent(Self.content, repository: "team/app", tag: "1")) { server in
            try await run(at: server.address, Self.configuration()) { contract in
                try await contract.pulls()
                try await contract.resumes()
                try await contract.misses()
            }
        }
    }

    @Test(.enabled(if: DistributionRegistry.program != nil, DistributionRegistry.reason))
    func debiansPlain() async throws {
        try await DistributionRegistry.run { registry in
            try await run(at: registry.host, Self.configuration()) { contract in
                try await contract.pushes()
                try await contract.pulls()
                try await contract.resumes()
                try await contract.misses()
            }
        }
    }

    @Test(
        .enabled(if: DistributionRegistry.program != nil && PrivateAuthority.isAvailable, DistributionRegistry.reason))
    func debiansWithTLSAndAPassword() async throws {
        let authority = try await PrivateAuthority()
        try await DistributionRegistry.run(authority: authority) { registry in
            var configuration = Self.configuration()
            configuration.authorities = [authority.certificate]
            let folder = try TemporaryFolder()
            let auth = Data("\(DistributionRegistry.user):\(DistributionRegistry.password)".utf8).base64EncodedString()
            let file = try folder.write(
                #"{"auths":{"https://\#(registry.host)/v2/":{"auth":"\#(auth)"}}}"#, at: "c.json")
            configuration.credentials = DockerConfiguration(files: [file]).source
            try await run(at: registry.host, configuration) { contract in
                try await contract.pushes()
                try await contract.pulls()
                try await contract.resumes()
                try await contract.misses()
            }
            configuration.credentials = .none
            try await run(at: registry.host, configuration) { contract in
                let problem = try await #require(throws: Problem.self) {
                    _ = try await contract.client.resolve(contract.reference)
                }
                #expect(problem.code == RegistryProblem.unauthorized)
            }
        }
    }
}
