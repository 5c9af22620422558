import EngineClient
import Foundation
import NIOConcurrencyHelpers
import TestKit
import Testing
import Vocabulary

extension ContractCase {
    static let images = [
        ContractCase(name: "an image has names, and goes with the last of them") { world in
            let client = world.client
            let details = try #require(try await client.inspectImage(world.image.description))
            #expect(details.id == world.imageID)
            #expect(details.tags == [world.image.familiar])
            #expect(details.platform == .current)
            #expect(details.layers.count == 1)
            #expect(details.environment == ["PATH=/bin"])
            let other = try #require(ImageReference("valise.test/\(world.prefix)/other:2"))
            try await client.tagImage(world.imageID, as: other)
            #expect(try await client.inspectImage(other.familiar)?.id == world.imageID)
            #expect(try await client.inspectImage(world.imageID)?.tags.count == 2)
            #expect(
                try await client.listImages().first { $0.id == world.imageID }?.tags.sorted()
                    == [world.image.familiar, other.familiar].sorted())
            #expect(try await client.removeImage(world.image.familiar) == [.untagged(world.image.familiar)])
            #expect(try await client.inspectImage(world.imageID) != nil)
            let records = try await client.removeImage(other.familiar)
            #expect(records.contains(.untagged(other.familiar)))
            // Podman writes an ID without its algorithm.
            let bare = String(world.imageID.dropFirst("sha256:".count))
            #expect(records.contains(.deleted(world.kind == .podman ? bare : world.imageID)))
            #expect(try await client.inspectImage(world.imageID) == nil)
            #expect(try await world.problem { try await client.removeImage(other.familiar) }.isEngineNotFound)
            #expect(try await world.problem { try await client.tagImage(world.imageID, as: other) }.isEngineNotFound)
        },
        ContractCase(name: "an image that a container uses stays") { world in
            let client = world.client
            let id = try await world.create("a")
            let problem = try await world.problem { try await client.removeImage(world.image.familiar) }
            #expect(problem.isEngineConflict)
            #expect(problem.message.contains(world.words("is using its referenced image", podman: "is in use")))
            #expect(try await client.inspectImage(world.image.familiar) != nil)
            try await client.removeContainer(id)
            try await client.removeImage(world.image.familiar)
        },
        ContractCase(name: "an image is exported through a pipe and loaded again") { world in
            let client = world.client
            let folder = try TemporaryFolder()
            let path = try folder.write("", at: "image.tar")
            let file = try #require(FileHandle(forUpdatingAtPath: path.rawValue))
            defer { file.closeFile() }
            let stream = try await client.exportImages([world.image.familiar])
            let size = try await stream.write(to: file.fileDescriptor)
            #expect(try file.offset() == UInt64(size))
            try await client.removeImage(world.image.familiar)
            #expect(try await client.inspectImage(world.imageID) == nil)
            try file.seek(toOffset: 0)
            let loaded = try await client.loadImages(.descriptor(file.fileDescriptor))
            #expect(loaded == ["Loaded image: \(world.image.familiar)"])
            #expect(try await client.inspectImage(world.image.familiar)?.id == world.imageID)
        },
        ContractCase(name: "exporting what is not there fails") { world in
            let problem = try await world.problem {
                for try await _ in try await world.client.exportImages(["valise.test/missing:1"]) {}
            }
            #expect(problem.isEngineNotFound || problem.code == EngineProblem.failed)
        },
        ContractCase(name: "an image is built from a context") { world in
            let tag = "valise.test/\(world.prefix)/built:1"
            let dockerfile = """
                FROM scratch AS base
                ARG WHO=nobody
                COPY greeting /etc/greeting
                LABEL \(ContractWorld.label)=\(world.prefix) who=$WHO
                ENV A=b
                CMD ["/bin/hello", "world"]
                FROM base AS other
                USER 1000
                """
            let context = try PlainImage(files: ["build/Dockerfile": dockerfile, "greeting": "hi"]).layers[0]
            var options = BuildOptions()
            options.dockerfile = "build/Dockerfile"
            options.tags = [tag]
            options.target = "base"
            options.arguments = ["WHO": "everybody"]
            options.labels = ["given": "yes"]
            let lines = Lines()
            let id = try await world.client.buildImage(context: .bytes(context), options: options) {
                lines.add($0.status)
            }
            let details = try #require(try await world.client.inspectImage(tag))
            #expect(details.id == id)
            let labels = details.labels.filter { $0.key != "io.buildah.version" }
            #expect(labels == [ContractWorld.label: world.prefix, "who": "everybody", "given": "yes"])
            #expect(details.command == ["/bin/hello", "world"])
            #expect(details.environment.last == "A=b")
            #expect(details.user.isEmpty)
            #expect(details.layers.count == 1)
            #expect(lines.all.contains { $0.contains("FROM scratch") })
        },
        ContractCase(name: "a build that fails says why") { world in
            let context = try PlainImage(files: ["Dockerfile": "FROM scratch\nCOPY missing /\n"]).layers[0]
            var options = BuildOptions()
            options.tags = ["valise.test/\(world.prefix)/built:1"]
            let problem = try await world.problem {
                _ = try await world.client.buildImage(context: .bytes(context), options: options)
            }
            #expect(problem.code == EngineProblem.buildFailed)
            let answer = world.words("COPY", podman: "building at STEP \"COPY")
            #expect(
                problem.message.hasPrefix(
                    "cannot build the image `\(options.tags[0])`: the engine answered \"\(answer)"))
            #expect(try await world.client.inspectImage(options.tags[0]) == nil)
        },
        ContractCase(name: "an image is pulled by the digest of its index, without a tag") { world in
            let client = world.client
            try await StubRegistry.run { registry in
                let image = try PlainImage(files: ["only": world.prefix])
                let index = try registry.add(image, repository: "docker.io/\(world.prefix)/app", tag: "1")
                let id = "\(Digest.of(try image.configuration()))"
                let repository = "\(registry.host)/docker.io/\(world.prefix)/app"
                try await client.pullImage("\(repository):1@\(index)")
                let details = try #require(try await client.inspectImage("\(repository)@\(index)"))
                #expect(details.id == (world.kind == .dockerContainerd ? "\(index)" : id))
                #expect(details.tags.isEmpty)
                // Podman counts the digest of its manifest, too.
                #expect(details.digests.contains("\(repository)@\(index)"))
                #expect(details.digests.count == 1 || world.kind == .podman)
                #expect(try await client.inspectImage("\(repository):1") == nil)

                // A second pull asks for the manifests at most.
                let before = registry.requests.count
                try await client.pullImage("\(repository):1@\(index)")
                let asked = registry.requests[before...].filter { $0.path.contains("/blobs/") }
                // Podman reads the configuration again.
                #expect(asked.isEmpty || world.kind == .podman && asked.allSatisfy { $0.path.contains(id) })

                // Under a name of its own it survives the removal of the one it was pulled by.
                let tag = try #require(ImageReference("valise.test/\(world.prefix)/app:1"))
                try await client.tagImage("\(repository)@\(index)", as: tag)
                #expect(try await client.removeImage("\(repository)@\(index)") == [.untagged("\(repository)@\(index)")])
                let kept = try #require(try await client.inspectImage(tag.familiar))
                #expect(kept.id == details.id)
                #expect(!kept.digests.contains { $0.hasPrefix(repository) })

                try await client.pullImage("\(repository):1")
                #expect(try await client.inspectImage("\(repository):1")?.id == details.id)
                for name in ["\(repository):1", tag.familiar] { try await client.removeImage(name) }
                #expect(try await client.inspectImage(details.id) == nil)
            }
        },
        ContractCase(name: "a pull of what is not there fails") { world in
            try await StubRegistry.run { registry in
                let problem = try await world.problem {
                    try await world.client.pullImage("\(registry.host)/\(world.prefix)/app:1")
                }
                // By release with status 404 or 500, or in the stream.
                let codes = [EngineProblem.notFound, EngineProblem.failed, EngineProblem.pullFailed]
                #expect(codes.contains(problem.code))
                #expect(["manifest unknown", "not found"].contains { problem.message.contains($0) })
            }
        },
        ContractCase(name: "a damaged layer is an error in the stream of a pull") { world in
            try await StubRegistry.run { registry in
                let image = try PlainImage(files: ["only": world.prefix])
                let index = try registry.add(image, repository: "\(world.prefix)/app", tag: "1")
                registry.setFault(.damaged, for: Digest.of(image.layers[0]))
                let reference = "\(registry.host)/\(world.prefix)/app:1@\(index)"
                let problem = try await world.problem { try await world.client.pullImage(reference) }
                #expect(problem.code == EngineProblem.pullFailed)
                #expect(problem.exit == .step)
                #expect(problem.message.hasPrefix("cannot pull the image `\(reference)`: the engine answered \""))
                #expect(
                    try await world.client.inspectImage("\(registry.host)/\(world.prefix)/app@\(index)") == nil)
            }
        },
    ]
}

/// Lines that a callback collects.
final class Lines: Sendable {
    private let lines = NIOLockedValueBox<[String]>([])
    func add(_ line: String) { lines.withLockedValue { $0.append(line) } }
    var all: [String] { lines.withLockedValue { $0 } }
}
