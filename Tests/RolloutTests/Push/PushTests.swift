import Opening
import RegistryClient
import TestKit
import Testing
import Vocabulary

@testable import Rollout

/// A bundle's images in a registry of the site, over real sockets.
@Suite struct PushTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    private static let platforms = [
        Platform(os: "linux", architecture: "amd64"), Platform(os: "linux", architecture: "arm64"),
    ]

    private func bundle(_ references: [String] = ["team/app:1", "team/other:2"]) throws -> VerifiedBundle {
        let images = try references.map { text in
            try SampleImage(
                try #require(ImageReference(text)), services: [], platforms: Self.platforms,
                layers: [.init(files: ["base": "shared by all"]), .init(files: ["app": text])])
        }
        let path = folder.path.appending("sample.valise")
        try SampleBundle(
            name: try #require(ApplicationName("sample")), version: try #require(Version("1")), images: images,
            files: ["compose.yaml": ""]
        ).write(to: path)
        return try verify(try open(path))
    }

    private func push(
        _ bundle: VerifiedBundle, to registry: FaultyRegistry, _ prefix: String = "", form: ServedForm = .packed
    ) async throws -> PushReport {
        var configuration = RegistryClientConfiguration()
        configuration.authorityFolders = []
        configuration.retry.base = .milliseconds(1)
        let destination = try #require(PushDestination(registry.host + prefix))
        return try await RegistryClient.using(configuration) { client in
            try await Rollout.push(bundle, to: destination, form: form, over: client, progress: { _ in })
        }
    }

    @Test(arguments: ServedForm.allCases) func copiesEverything(_ form: ServedForm) async throws {
        try await FaultyRegistry.run { registry in
            let bundle = try bundle()
            let report = try await push(bundle, to: registry, "/site", form: form)
            #expect(
                report.images.keys.map(\.description).sorted() == [
                    "\(registry.host)/site/team/app:1", "\(registry.host)/site/team/other:2",
                ])
            for image in bundle.manifest.images {
                let repository = "site/" + image.reference.repository
                #expect(
                    registry.manifest(repository, try #require(image.reference.tag)).map { Digest.of($0) }
                        == image.index(form).digest)
                for platform in image.platforms {
                    let manifest = form == .packed ? platform.packedManifest : platform.plainManifest
                    #expect(registry.manifest(repository, "\(manifest.digest)") != nil)
                    for layer in platform.layers {
                        #expect(registry.blob(form == .packed ? layer.stored.digest : layer.diffID) != nil)
                    }
                }
            }
        }
    }

    /// The second push sends nothing.
    @Test func sendsOnlyWhatIsNotThere() async throws {
        try await FaultyRegistry.run { registry in
            let bundle = try bundle()
            let first = try await push(bundle, to: registry)
            #expect(first.uploaded > 0)
            let second = try await push(bundle, to: registry)
            #expect(second.uploaded == 0)
            #expect(second.bytes == .zero)
            #expect(second.images == first.images)
        }
    }

    /// A push that broke off is done again, and is then whole.
    @Test func goesOnAfterAFailure() async throws {
        try await FaultyRegistry.run { registry in
            let bundle = try bundle()
            registry.add(.status(403), to: .uploads, times: 1)
            let problem = await #expect(throws: Problem.self) { try await push(bundle, to: registry) }
            #expect(problem?.code.rawValue.hasPrefix("registry.") == true)
            #expect(registry.manifest("team/app", "1") == nil)
            _ = try await push(bundle, to: registry)
            #expect(registry.manifest("team/app", "1") != nil)
        }
    }

    @Test func twoOfOneNameAreRefused() async throws {
        try await FaultyRegistry.run { registry in
            let bundle = try bundle(["docker.io/team/app:1", "quay.io/team/app:1"])
            let problems = await #expect(throws: Problems.self) { try await push(bundle, to: registry) }
            #expect(
                problems?.all.map(\.message) == [
                    "cannot push `team/app:1` and `quay.io/team/app:1`: both would be `\(registry.host)/team/app:1`"
                ])
            #expect(registry.requests.isEmpty)
        }
    }

    @Test(arguments: ["", "/x", "a b", "registry", "host:port", "user@host"]) func whatIsNoRegistry(text: String) {
        #expect(PushDestination(text) == nil)
    }
}
