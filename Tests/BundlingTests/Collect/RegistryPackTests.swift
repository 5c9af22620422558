import ContentStore
import Foundation
import RegistryClient
import TestKit
import Testing
import Vocabulary

@testable import Bundling

/// Images from a registry, over real sockets: which one is taken, what is asked for again, and what a registry can do wrong.
@Suite struct RegistryPackTests {
    @Test(arguments: SampleImage.Storage.allCases) func packsWhatTheTagStandsFor(_ storage: SampleImage.Storage)
        async throws
    {
        try await FaultyRegistry.run { registry in
            let image = try RegistryPack.image("one", storage: storage)
            registry.add(image, repository: "team/app", tags: ["1"])
            let pack = try RegistryPack(registry)
            let content = try await pack.collect()
            let found = try #require(content.images.first)
            #expect(found.source == "registry")
            #expect(found.upstreamDigest == image.image.packedIndex.digest)
            #expect(found.platforms.map(\.platform) == [.current])
            #expect(found.platforms.first?.layers.map(\.diffID) == image.image.platforms.first?.layers.map(\.diffID))
            #expect(found.platforms.first?.layers.allSatisfy { $0.stored.mediaType == .layerTarZstd } == true)
            #expect(content.lock.images.values.map(\.upstream) == [image.image.packedIndex.digest])
        }
    }

    /// The second pack asks the registry for nothing, and gives the same bytes; the third, without the cache, too.
    @Test func aSecondPackFetchesNothing() async throws {
        try await FaultyRegistry.run { registry in
            registry.add(try RegistryPack.image("one"), repository: "team/app", tags: ["1"])
            let pack = try RegistryPack(registry)
            let first = try await pack.seal("a.valise")
            let asked = registry.requests.count
            let second = try await pack.seal("b.valise")
            #expect(registry.requests.count == asked)
            #expect(second.id == first.id)
            #expect(try pack.pack.bytes("a.valise") == pack.pack.bytes("b.valise"))
            _ = try await pack.seal("c.valise") { $0.cacheFolder = nil }
            #expect(registry.requests.count > asked)
            #expect(try pack.pack.bytes("a.valise") == pack.pack.bytes("c.valise"))
        }
    }

    /// The lock keeps to an image whose tag was moved; `--update` takes the new one and says so; `--locked` never moves.
    @Test func theLockPinsATag() async throws {
        try await FaultyRegistry.run { registry in
            let old = try RegistryPack.image("old")
            let new = try RegistryPack.image("new")
            registry.add(old, repository: "team/app", tags: ["1"])
            let pack = try RegistryPack(registry)
            let first = try await pack.seal()
            registry.add(new, repository: "team/app", tags: ["1"])
            #expect(try await pack.seal("again.valise").id == first.id)
            #expect(try await pack.seal("locked.valise") { $0.lock = .require }.id == first.id)
            #expect(
                try await pack.seal("fresh.valise") {
                    $0.lock = .require; $0.cacheFolder = nil
                }.id == first.id)
            let updated = try await pack.collect { $0.lock = .update }
            #expect(updated.images.first?.upstreamDigest == new.image.packedIndex.digest)
            #expect(
                updated.moves.map { [$0.from, $0.to] } == [
                    [old.image.packedIndex.digest, new.image.packedIndex.digest]
                ])
        }
    }

    /// What was locked is gone from the registry: the lock is renewed, unless it is required.
    @Test func aLockedImageThatIsGone() async throws {
        try await FaultyRegistry.run { registry in
            registry.add(try RegistryPack.image("old"), repository: "team/app", tags: ["1"])
            let pack = try RegistryPack(registry)
            let first = try await pack.seal()
            registry.removeManifests()
            let new = try RegistryPack.image("new")
            registry.add(new, repository: "team/app", tags: ["1"])
            let refused = try await pack.problems {
                $0.lock = .require; $0.cacheFolder = nil
            }
            #expect(refused.map(\.code) == ["image.not-found"])
            let second = try await pack.seal("b.valise") { $0.cacheFolder = nil }
            #expect(second.id != first.id)
        }
    }

    @Test func aDigestIsHonoured() async throws {
        try await FaultyRegistry.run { registry in
            let old = try RegistryPack.image("old")
            registry.add(old, repository: "team/app", tags: ["1"])
            registry.add(try RegistryPack.image("new"), repository: "team/app", tags: ["1"])
            for suffix in ["@\(old.image.packedIndex.digest)", ":1@\(old.image.packedIndex.digest)"] {
                let content = try await RegistryPack(registry, suffix).collect()
                #expect(content.images.first?.upstreamDigest == old.image.packedIndex.digest)
                #expect(content.images.first?.reference.digest == old.image.packedIndex.digest)
            }
        }
    }

    @Test func severalPlatformsShareTheirLayers() async throws {
        try await FaultyRegistry.run { registry in
            let platforms = [
                Platform(os: "linux", architecture: "amd64"), Platform(os: "linux", architecture: "arm64"),
            ]
            let image = try RegistryPack.image("one", platforms: platforms)
            registry.add(image, repository: "team/app", tags: ["1"])
            let pack = try RegistryPack(registry)
            let content = try await pack.collect { $0.platforms = platforms }
            #expect(content.images.first?.platforms.map(\.platform) == platforms)
            // Two configs and two layers, each once.
            #expect(registry.blobRequests.count == 4)
            let problems = try await pack.problems { $0.platforms = [Platform(os: "linux", architecture: "riscv64")] }
            #expect(problems.map(\.code) == ["image.wrong-platform"])
            #expect(problems.first?.found == "linux/amd64, linux/arm64")
        }
    }

    /// What is damaged on the disk is found, and fetched again.
    @Test func aDamagedCacheIsFilledAgain() async throws {
        try await FaultyRegistry.run { registry in
            registry.add(try RegistryPack.image("one"), repository: "team/app", tags: ["1"])
            let pack = try RegistryPack(registry)
            let first = try await pack.seal("a.valise")
            let blobs = pack.cache.path.appending("cache/blobs/sha256")
            for name in try FileManager.default.contentsOfDirectory(atPath: blobs.rawValue) {
                let file = URL(filePath: blobs.appending(name).rawValue)
                var bytes = try Data(contentsOf: file)
                bytes[bytes.count / 2] ^= 1
                try bytes.write(to: file)
            }
            let asked = registry.blobRequests.count
            #expect(try await pack.seal("b.valise").id == first.id)
            #expect(registry.blobRequests.count == asked * 2)
        }
    }

    /// A download that broke off is gone on with by the next pack, never begun again; also where the registry lacks the layer for a while.
    @Test(arguments: [false, true]) func aBrokenDownloadIsContinued(itIsMissingMeanwhile: Bool) async throws {
        try await FaultyRegistry.run { registry in
            let image = try RegistryPack.image(Self.noise(200_000), storage: .plain)
            registry.add(image, repository: "team/app", tags: ["1"])
            let pack = try RegistryPack(registry)
            let layer = try #require(image.image.platforms.first?.layers.last)
            registry.add(.cut(after: 100_000), to: .requests("GET", "blobs/\(layer.stored.digest)"), times: 1)
            let problems = try await pack.problems { $0.registries.retry = .never }
            #expect(problems.map(\.code) == ["registry.disconnected"])
            if itIsMissingMeanwhile {
                registry.add(.status(404), to: .requests("GET", "blobs/\(layer.stored.digest)"), times: 1)
                let missing = try await pack.problems { $0.registries.retry = .never }
                #expect(missing.map(\.code) == ["registry.not-found"])
            }
            _ = try await pack.collect()
            let ranges = registry.requests.filter { $0.path.contains("\(layer.stored.digest)") }
                .map { $0.headers["range"] ?? "all" }
            #expect(ranges.count == (itIsMissingMeanwhile ? 3 : 2))
            #expect(ranges.first == "all")
            #expect(ranges.last?.hasPrefix("bytes=") == true)
            let leftovers = try FileManager.default.contentsOfDirectory(
                atPath: pack.cache.path.appending("cache/downloads").rawValue)
            #expect(leftovers.isEmpty)
        }
    }

    static func noise(_ count: Int) -> String {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        return String(
            decoding: (0..<count).map { _ -> UInt8 in
                state = state &* 6_364_136_223_846_793_005 &+ 1
                return UInt8(33 + (state >> 33) % 90)
            }, as: UTF8.self)
    }

    /// Two packs at once use one cache and do not disturb each other.
    @Test func twoPacksAtOnce() async throws {
        try await FaultyRegistry.run { registry in
            registry.add(try RegistryPack.image(Self.noise(100_000)), repository: "team/app", tags: ["1"])
            let pack = try RegistryPack(registry)
            // Neither has a lock yet, from which it would take its time.
            async let first = pack.seal("a.valise") { $0.sourceDate = 1_700_000_000 }
            async let second = pack.seal("b.valise") { $0.sourceDate = 1_700_000_000 }
            #expect(try await first.id == second.id)
        }
    }

    /// More than the limit is not kept, and what was used last goes last.
    @Test func theCacheIsBounded() async throws {
        try await FaultyRegistry.run { registry in
            registry.add(try RegistryPack.image(Self.noise(50_000)), repository: "team/app", tags: ["1"])
            let pack = try RegistryPack(registry)
            _ = try await pack.seal("a.valise") { $0.cacheLimit = ByteCount(1000) }
            let store = try ContentStore(at: pack.cache.path.appending("cache"))
            #expect(try store.uses().reduce(0) { $0 + $1.size } <= 1000)
        }
    }

    @Test func artifactsAreNoImages() async throws {
        try await FaultyRegistry.run { registry in
            let config = registry.add(blob: Array("{}".utf8), as: MediaType(rawValue: "application/vnd.example.chart"))
            registry.add(
                manifest: try CanonicalJSON.encode(ImageManifest(config: config, layers: [])), as: .imageManifest,
                repository: "team/app", tags: ["1"])
            let problems = try await RegistryPack(registry).problems { $0.imagesFrom = .registry }
            #expect(problems.map(\.code) == ["image.not-an-image"])
            #expect(problems.first?.found == "application/vnd.example.chart")
        }
    }

    /// A registry need not have the layers that are said to be elsewhere; where it has them, they are as any others.
    @Test(arguments: [true, false]) func aLayerThatMayBeElsewhere(isThere: Bool) async throws {
        try await FaultyRegistry.run { registry in
            let image = try RegistryPack.image("one")
            registry.add(image, repository: "team/app", tags: [])
            let packed = try #require(image.image.platforms.first?.packedManifest)
            let bytes = try #require(image.blobs[packed.digest])
            var manifest = try CanonicalJSON.decode(ImageManifest.self, from: bytes)
            manifest.layers[0].urls = ["https://layers.example.com/one"]
            if !isThere { manifest.layers[0].digest = .of([1]) }
            registry.add(
                manifest: try CanonicalJSON.encode(manifest), as: .imageManifest, repository: "team/app", tags: ["1"])
            let pack = try RegistryPack(registry)
            guard !isThere else {
                #expect(try await pack.collect().images.count == 1)
                return
            }
            let problem = try await #require(throws: Problem.self) { _ = try await pack.collect() }
            #expect(problem.code == "image.layer-elsewhere")
            #expect(problem.found == "it is at https://layers.example.com/one")
            #expect(problem.hint?.contains("skopeo copy docker://") == true)
        }
    }

    /// Attestations stand in an index beside the images; they are for no platform.
    @Test func attestationsArePassedOver() async throws {
        try await FaultyRegistry.run { registry in
            let image = try RegistryPack.image("one")
            registry.add(image, repository: "team/app", tags: [])
            var entries: [Descriptor] = image.image.platforms.map { platform in
                var entry = platform.packedManifest
                entry.platform = platform.platform
                return entry
            }
            var attestation = registry.add(
                manifest: Array(#"{"schemaVersion":2}"#.utf8), as: .imageManifest, repository: "team/app")
            attestation.platform = Platform(os: "unknown", architecture: "unknown")
            entries.insert(attestation, at: 0)
            registry.add(
                manifest: try CanonicalJSON.encode(ImageIndex(manifests: entries)), as: .imageIndex,
                repository: "team/app", tags: ["1"])
            #expect(try await RegistryPack(registry).collect().images.count == 1)
        }
    }

    /// Where the registry has no such image, the engine is asked; where neither has it, both are named.
    @Test func thenTheEngine() async throws {
        try await FaultyRegistry.run { registry in
            try await StubEngine.run { engine in
                let pack = try RegistryPack(registry, engine: engine)
                let problems = try await pack.problems()
                #expect(problems.map(\.code) == ["image.not-found"])
                #expect(
                    problems.first?.message
                        == "cannot pack the image `\(registry.host)/team/app:1`: the engine at \(engine.address) has none of this name"
                )
                #expect(problems.first?.found?.contains("its registry has none of this name") == true)
                let reference = try #require(ImageReference("\(registry.host)/team/app:1"))
                _ = try await engine.add(try PlainImage(files: ["app": "x"]), as: reference)
                #expect(try await pack.collect().images.map(\.source) == ["engine"])
            }
        }
    }

    /// A registry that wants a log-in says how to log in.
    @Test func withoutALogIn() async throws {
        try await FaultyRegistry.run(login: .basic(user: "u", password: "p")) { registry in
            registry.add(try RegistryPack.image("one"), repository: "team/app", tags: ["1"])
            let pack = try RegistryPack(registry)
            let problems = try await pack.problems { $0.imagesFrom = .registry }
            #expect(problems.map(\.code) == ["registry.unauthorized"])
            #expect(problems.first?.hint?.contains("docker login \(registry.host)") == true)
            _ = try await pack.collect {
                $0.registries.credentials = .fixed([registry.host: .password(user: "u", Secret("p"))])
            }
        }
    }

    @Test func preservedLayersKeepTheirBytes() async throws {
        try await FaultyRegistry.run { registry in
            let image = try RegistryPack.image("one")
            registry.add(image, repository: "team/app", tags: ["1"])
            let content = try await RegistryPack(registry).collect { $0.layers = .preserved }
            #expect(
                content.images.first?.platforms.first?.layers.map(\.stored.digest)
                    == image.image.platforms.first?.layers.map(\.stored.digest))
        }
    }
}
