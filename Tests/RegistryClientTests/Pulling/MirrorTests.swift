import RegistryClient
import TestKit
import Testing
import Vocabulary

@Suite(.timeLimit(.minutes(1))) struct MirrorTests {
    static let bytes = Bytes.noise(1_000_000)

    /// A mirror that has everything below `cache/`, and the registry itself.
    func setting(_ body: (Setting, FaultyRegistry, SampleImageParts) async throws -> Void) async throws {
        try await FaultyRegistry.run { mirror in
            try await FaultyRegistry.run { registry in
                let image = PlainImage(layers: [Self.bytes])
                let parts = try registry.add(image, repository: Setting.repository, tag: "1")
                try mirror.add(image, repository: "cache/" + Setting.repository, tag: "1")
                var setting = Setting(registry)
                setting.configuration.mirrors = [
                    registry.host: [try #require(RegistryAddress("\(mirror.host)/cache"))]
                ]
                try await body(setting, mirror, parts)
            }
        }
    }

    @Test func isAskedFirst() async throws {
        try await setting { setting, mirror, image in
            let reference = try setting.reference()
            let found = try await setting.client { try await $0.manifest(reference).descriptor }
            let layer = try await setting.download(image.layers[0])
            #expect(found == image.index)
            #expect(layer == Self.bytes)
            #expect(setting.registry.requests == [])
            #expect(mirror.requests.first?.path == "/v2/cache/team/app/manifests/1")
        }
    }

    @Test(arguments: [
        RegistryFault.status(404), .status(500), .otherBytes, .cut(after: 10), .page, .status(403), .redirect(to: nil),
    ])
    func isLeftOutWhereItFails(_ fault: RegistryFault) async throws {
        try await setting { setting, mirror, image in
            mirror.add(fault, to: .manifests)
            mirror.add(fault, to: .blobs)
            let reference = try setting.reference()
            let found = try await setting.client { try await $0.manifest(reference).descriptor }
            let layer = try await setting.download(image.layers[0])
            #expect(found == image.index)
            #expect(layer == Self.bytes)
            #expect(setting.clock.sleeps == [])
        }
    }

    @Test func whatItBeganTheRegistryEnds() async throws {
        try await setting { setting, mirror, image in
            mirror.add(.cut(after: 900_000), to: .blobs)
            let layer = try await setting.download(image.layers[0])
            #expect(layer == Self.bytes)
            #expect(setting.registry.requests.last?.headers["range"]?.hasPrefix("bytes=") == true)
        }
    }

    @Test func nothingIsPushedToIt() async throws {
        try await setting { setting, mirror, _ in
            let reference = try setting.reference()
            _ = try await setting.client { try await $0.push(.bytes([1]), digest: Digest.of([1]), to: reference) }
            #expect(mirror.requests == [])
        }
    }
}
