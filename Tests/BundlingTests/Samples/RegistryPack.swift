import ContentStore
import EngineClient
import RegistryClient
import TestKit
import Testing
import Vocabulary

@testable import Bundling

extension FaultyRegistry {
    /// Adds an image with all its platforms, under a tag.
    func add(_ sample: SampleImage, repository: String, tags: [String]) {
        for bytes in sample.blobs.values { add(blob: bytes) }
        for platform in sample.image.platforms {
            if let bytes = sample.blobs[platform.packedManifest.digest] {
                add(manifest: bytes, as: .imageManifest, repository: repository)
            }
        }
        if let bytes = sample.blobs[sample.image.packedIndex.digest] {
            add(manifest: bytes, as: .imageIndex, repository: repository, tags: tags)
        }
    }

    /// Blobs that were asked for, by digest; what is asked for in parts counts for each.
    var blobRequests: [String] { requests.filter { $0.path.contains("/blobs/") }.map(\.path) }
}

/// A definition whose one image comes from a registry of the test's own.
struct RegistryPack {
    let registry: FaultyRegistry
    let pack: Pack
    let cache: TemporaryFolder

    init(_ registry: FaultyRegistry, _ suffix: String = ":1", files: [String: String] = [:], engine: StubEngine? = nil)
        throws
    {
        self.registry = registry
        let compose = "services:\n  web: { image: \"\(registry.host)/team/app\(suffix)\" }\n"
        pack = try Pack(
            try SampleDefinition(["compose.yaml": compose].merging(files) { $1 }).folder, engine: engine)
        cache = try TemporaryFolder()
    }

    static func image(
        _ text: String, platforms: [Platform] = [.current], storage: SampleImage.Storage = .gzip
    ) throws -> SampleImage {
        try SampleImage(
            try #require(ImageReference("team/app:1")), services: [], platforms: platforms,
            layers: [
                .init(files: ["base": "the same in all"], storage: storage),
                .init(files: ["app": text], storage: storage),
            ])
    }

    private func prepare(_ options: inout CollectOptions) {
        options.imagesFrom = .auto
        options.platforms = [.current]
        options.cacheFolder = cache.path.appending("cache")
        options.registries.authorityFolders = []
        options.registries.retry.base = .milliseconds(1)
    }

    func collect(_ change: (inout CollectOptions) -> Void = { _ in }) async throws -> CollectedContent {
        try await pack.collect { options in
            prepare(&options)
            change(&options)
        }
    }

    @discardableResult
    func seal(_ name: String = "out.valise", _ change: (inout CollectOptions) -> Void = { _ in }) async throws
        -> SealedBundle
    {
        try await pack.seal(name) { options in
            prepare(&options)
            change(&options)
        }
    }

    /// What collecting refuses.
    func problems(_ change: (inout CollectOptions) -> Void = { _ in }) async throws -> [Problem] {
        do {
            _ = try await collect(change)
            return []
        } catch let problems as Problems {
            return problems.all
        } catch let problem as Problem {
            return [problem]
        }
    }
}
