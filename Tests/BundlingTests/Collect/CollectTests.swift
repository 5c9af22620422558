import EngineClient
import TestKit
import Testing
import Vocabulary

@testable import Bundling

/// Images from an engine and its builder, and the lock, on the stub engine.
@Suite struct CollectTests {
    static let built = [
        "compose.yaml": "services:\n  web:\n    build: web\n    volumes: [\"./data:/srv\"]\n",
        "web/Dockerfile": "FROM scratch\nCOPY app /app\nCOPY other /other\nUSER 7:8\n", "web/app": "one",
        "web/other": "x",
        "web/.dockerignore": "*.log\n", "web/noise.log": "1",
    ]

    static func pack(_ files: [String: String], _ engine: StubEngine) throws -> Pack {
        try Pack(try SampleDefinition(files).folder, engine: engine)
    }

    @Test func fromTheEngine() async throws {
        try await StubEngine.run { engine in
            let image = try PlainImage(files: ["app": "program"])
            let id = try await engine.add(image, as: try #require(ImageReference("web:1")))
            let content = try await Self.pack([:], engine).collect()
            let found = try #require(content.images.first)
            #expect(found.source == "engine")
            #expect(found.platforms.map(\.platform) == [.current])
            #expect(found.platforms.first.map { Digest.of($0.configuration).description } == id)
            #expect(found.platforms.first?.layers.map(\.diffID) == image.layers.map { Digest.of($0) })
            #expect(content.lock.images["docker.io/library/web:1"]?.platforms.values.map(\.description) == [id])
        }
    }

    /// All that are missing, at once, with where it was looked.
    @Test func missingImages() async throws {
        try await StubEngine.run { engine in
            let compose = "services:\n  a: { image: a }\n  b: { image: \"b:2\" }\n"
            let pack = try Self.pack(["compose.yaml": compose], engine)
            let problems = await #expect(throws: Problems.self) { try await pack.collect() }
            let all = try #require(problems?.all)
            #expect(
                all.map(\.line) == [
                    "compose.yaml:2:8 image.not-found: cannot pack the image `a:latest`: the engine at \(engine.address) has none of this name",
                    "compose.yaml:3:8 image.not-found: cannot pack the image `b:2`: the engine at \(engine.address) has none of this name",
                ])
            #expect(all.first?.hint == "get it there with `docker pull a:latest`")
            #expect(all.allSatisfy { $0.exit == .definition })
        }
    }

    /// `dockerfile_inline` is sent with the context; a file of the usual name there is not looked at.
    @Test func dockerfileInTheComposeFile() async throws {
        try await StubEngine.run { engine in
            var files = Self.built
            files["compose.yaml"] = """
                services:
                  web:
                    build:
                      context: web
                      dockerfile_inline: |
                        FROM scratch
                        COPY other /inline
                """
            let pack = try Self.pack(files, engine)
            let image = try #require(try await pack.collect().images.first)
            #expect(image.source == "build")
            let configuration = try CanonicalJSON.decode(
                ImageConfiguration.self, from: try #require(image.platforms.first).configuration)
            #expect(configuration.config?.user ?? "" == "")
            #expect(image.platforms.first?.layers.count == 1)
            files["compose.yaml"] = files["compose.yaml"]?.replacing("/inline", with: "/else")
            let other = try #require(try await Self.pack(files, engine).collect().images.first)
            #expect(other.platforms.first?.layers.first?.diffID != image.platforms.first?.layers.first?.diffID)
        }
    }

    /// At the target it could only wait in vain.
    @Test func healthThatNobodyLooksAfter() async throws {
        try await StubEngine.run { engine in
            for name in ["a:1", "b:1"] {
                _ = try await engine.add(
                    try PlainImage(files: ["app": name]), as: try #require(ImageReference(name)))
            }
            let compose = """
                services:
                  a: { image: "a:1", depends_on: { b: { condition: service_healthy } } }
                  b: { image: "b:1" }
                """
            let pack = try Self.pack(["compose.yaml": compose], engine)
            let problems = await #expect(throws: Problems.self) { try await pack.collect() }
            #expect(
                problems?.all.map(\.line) == [
                    "compose.yaml:2:22 definition.no-healthcheck: service `a` waits until `b` is healthy, and nothing says when that is"
                ])
            #expect(problems?.all.first?.exit == .definition)
            for check in [
                "healthcheck: { test: [CMD, \"true\"] }", "x-valise: { check: { tcp: 80 } }",
            ] {
                let mended = try Self.pack(
                    ["compose.yaml": compose.replacing("\"b:1\" }", with: "\"b:1\", \(check) }")], engine)
                _ = try await mended.collect()
            }
            let off = try Self.pack(
                ["compose.yaml": compose.replacing("\"b:1\" }", with: "\"b:1\", healthcheck: { disable: true } }")],
                engine)
            let still = await #expect(throws: Problems.self) { try await off.collect() }
            #expect(still?.all.map(\.found) == ["one that is switched off"])
        }
    }

    @Test func wrongPlatform() async throws {
        try await StubEngine.run { engine in
            var image = try PlainImage(files: ["app": "program"])
            image.platform = Platform(os: "linux", architecture: "s390x")
            _ = try await engine.add(image, as: try #require(ImageReference("web:1")))
            let pack = try Self.pack([:], engine)
            let problems = await #expect(throws: Problems.self) { try await pack.collect() }
            #expect(problems?.all.map(\.code) == ["image.wrong-platform"])
            #expect(problems?.all.first?.found == "linux/s390x")
        }
    }

    @Test func builds() async throws {
        try await StubEngine.run { engine in
            let pack = try Self.pack(Self.built, engine)
            let content = try await pack.collect()
            let image = try #require(content.images.first)
            #expect(image.reference.description == "docker.io/library/app-web:latest")
            #expect(image.source == "build")
            #expect(content.dataFolders.map { [$0.owner, $0.group, $0.mode] } == [[7, 8, 0o755]])
            #expect(await engine.snapshot().tags.keys.contains { $0.hasSuffix("app-web:latest") })
            // What a context is written to does not stay.
            #expect(try pack.work.names().allSatisfy { $0.hasPrefix(".valise-pack") })
        }
    }

    /// With a lock, what was built from the same files and is still there is not built again.
    @Test func lockKeepsBuilds() async throws {
        try await StubEngine.run { engine in
            let pack = try Self.pack(Self.built, engine)
            let first = try await pack.seal()
            engine.forgetRequests()
            // Ignored files decide over nothing.
            try pack.folder.write("2", at: "web/noise.log")
            let second = try await pack.seal("again.valise") { $0.lock = .require }
            #expect(second.id == first.id)
            #expect(!engine.requests.contains { $0.path.contains("/build") })
            try pack.folder.write("two", at: "web/app")
            let refused = await #expect(throws: Problem.self) {
                try await pack.seal("c.valise") { $0.lock = .require }
            }
            #expect(refused?.message == "cannot pack `app-web:latest` as `valise.lock` names it")
            #expect(refused?.found == "what it is built from was changed")
            let third = try await pack.seal("d.valise")
            #expect(third.id != first.id)
            #expect(third.lock == .written)
        }
    }

    @Test func lockedWithoutLock() async throws {
        try await StubEngine.run { engine in
            let pack = try Self.pack([:], engine)
            let problem = await #expect(throws: Problem.self) { try await pack.collect { $0.lock = .require } }
            #expect(problem?.code == "lock.missing")
        }
    }

    /// A tag that was moved: the locked image is packed while the engine has it, and that is said; later the lock is renewed.
    @Test func lockPinsTags() async throws {
        try await StubEngine.run { engine in
            let name = try #require(ImageReference("web:1"))
            let old = try await engine.add(try PlainImage(files: ["app": "old"]), as: name)
            let pack = try Self.pack([:], engine)
            let first = try await pack.seal()
            let new = try await engine.add(try PlainImage(files: ["app": "new"]), as: name)
            let second = try await pack.seal("b.valise")
            #expect(second.id == first.id)
            _ = try await engine.client().removeImage(old, .forced)
            let refused = await #expect(throws: Problems.self) {
                try await pack.seal("c.valise") { $0.lock = .require }
            }
            #expect(refused?.all.map(\.code) == ["image.locked"])
            let third = try await pack.seal("d.valise")
            #expect(third.manifest.images.first?.platforms.first?.config.digest.description == new)
            #expect(third.lock == .written)
        }
    }

    @Test(arguments: [
        ("what", "lock.unreadable"), (#"{"images":{},"lockVersion":2,"time":0,"version":"1"}"#, "lock.newer"),
    ])
    func badLocks(_ text: String, _ code: String) async throws {
        try await StubEngine.run { engine in
            let pack = try Self.pack(["valise.lock": text], engine)
            let problem = await #expect(throws: Problem.self) { try await pack.collect() }
            #expect(problem?.code.rawValue == code)
        }
    }

    /// The engine goes in the middle of its export: an error, and nothing left but the folder that goes with the content.
    @Test func engineDiesMeanwhile() async throws {
        try await StubEngine.run { engine in
            _ = try await engine.add(
                try PlainImage(files: ["app": "program"]), as: try #require(ImageReference("web:1")))
            engine.inject(StubFault(.cut(afterBytes: 2000), path: "/images/get"))
            let pack = try Self.pack([:], engine)
            await #expect(throws: Problem.self) { try await pack.seal() }
            #expect(try pack.work.names() == [])
        }
    }

    @Test func builderFails() async throws {
        try await StubEngine.run { engine in
            let pack = try Self.pack(
                Self.built.merging(["web/Dockerfile": "FROM scratch\nRUN exit 3\n"]) { _, new in new }, engine)
            let problem = await #expect(throws: Problem.self) { try await pack.collect() }
            #expect(problem?.code == "engine.build-failed")
            #expect(try pack.work.names() == [])
        }
    }
}
