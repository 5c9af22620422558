import EngineClient
import Foundation
import TestKit
import Testing
import Vocabulary

@testable import Bundling

private let testEngine = ProcessInfo.processInfo.environment["VALISE_TEST_ENGINE"].flatMap { $0.isEmpty ? nil : $0 }

/// Building, exporting and the lock on a real engine: its builder and the form of its export are not ours to guess.
@Suite(.enabled(if: testEngine != nil, "VALISE_TEST_ENGINE names no engine: run the tests through Tests/run"))
struct RealEngineTests {
    /// Two images that share a layer, one with a mount point of its own; nothing runs while they are built, so that the engine needs no base.
    static func files(_ name: String) -> [String: String] {
        [
            "valise.yaml": "name: \(name)\nversion: 1.0.0\n",
            "compose.yaml": """
            services:
              one: { build: { context: img, target: one }, volumes: ["./data:/srv/data"] }
              two: { build: { context: img, target: two } }
            """,
            "img/Dockerfile": """
            FROM scratch AS base
            COPY big /big
            FROM base AS one
            COPY --chown=70:71 data /srv/data
            FROM base AS two
            COPY etc /etc
            USER app
            """,
            "img/big": String(repeating: "valise ", count: 100_000), "img/data/first": "x",
            "img/etc/passwd": "app:x:1000:1001::/:/x\n", "img/.dockerignore": "noise\n", "img/noise": "1",
        ]
    }

    @Test func buildsExportsAndKeepsToTheLock() async throws {
        let name = "valise-test-\(UInt32.random(in: 0 ... .max))"
        let sample = try SampleDefinition(Self.files(name))
        let work = try TemporaryFolder()
        let address = try EngineAddress(parsing: testEngine ?? "none")
        let engine = try await EngineClient.connect(to: address)
        func pack(_ file: String, _ lock: LockUse) async throws -> SealedBundle {
            var options = CollectOptions(workFolder: work.path)
            options.lock = lock
            options.imagesFrom = .engine
            let content = try await collect(
                try sample.define(), options: options, engine: { engine }, progress: { _ in })
            return try seal(content, to: work.path.appending(file), writer: "valise test", progress: { _ in })
        }
        let first = try await pack("a.valise", .follow)
        #expect(first.manifest.images.map(\.source) == ["build", "build"])
        #expect(first.manifest.images.map(\.reference.familiar) == ["\(name)-one:latest", "\(name)-two:latest"])
        let layers = first.manifest.images.compactMap { $0.platforms.first?.layers.first }
        #expect(Set(layers).count == 1)
        #expect(first.manifest.dataFolders.map { [$0.owner, $0.group] } == [[70, 71]])
        try sample.folder.write("2", at: "img/noise")
        let second = try await pack("b.valise", .require)
        #expect(second.id == first.id)
        #expect(try work.read("a.valise") == work.read("b.valise"))
        // Taken by its name as any image of the engine, it is the same image.
        try sample.folder.write("services: { one: { image: \(name)-one } }\n", at: "compose.yaml")
        let third = try await pack("c.valise", .follow)
        #expect(third.manifest.images.first?.source == "engine")
        let config = first.manifest.images.first?.platforms.first?.config
        #expect(third.manifest.images.first?.platforms.first?.config == config)
        for image in first.manifest.images { _ = try await engine.removeImage(image.reference.familiar) }
    }
}
