import ArchiveIO
import Compose
import EngineClient
import Vocabulary

/// Builds images from `build:` sections with the engine's own builder.
struct ImageBuilding: Sendable {
    let engine: EngineClient
    let platform: Platform
    let lock: Lock?
    let lockUse: LockUse
    /// For build arguments without a value.
    let environment: [String: String]
    /// Where contexts are written before they are sent.
    let workFolder: AbsolutePath
    let progress: ProgressSink

    /// Gives the ID of the image and the digest of what it is built from. One that is locked, built from the same and still in the engine is not built again.
    ///
    /// Throws `image.locked` (10) where the lock is required and cannot be kept, `engine.build-failed`.
    func build(
        _ image: NeededImage, _ section: ComposeService.Build, service: ServiceName, context folder: AbsolutePath
    ) async throws -> (id: String, inputs: Digest) {
        let dockerfile = Self.dockerfile(of: section)
        let path = workFolder.appending("context-\(UInt64.random(in: 0 ... .max))")
        let contextDigest = try await BlockingWork.run { _ in
            let writer = try FileWriter(creating: path)
            let digest = try BuildContext(
                folder: folder, dockerfile: dockerfile, inline: section.dockerfileInline
            ).write(to: writer)
            try writer.finish()
            return digest
        }
        defer { TemporaryFile.remove(path) }
        let options = options(section, image)
        let inputs = inputs(contextDigest, options)
        if let known = try await locked(image, inputs: inputs) { return (known, inputs) }
        let stage = ProgressStage("build:\(image.reference)")
        progress(.began(stage, title: "build \(image.reference.familiar)", total: nil))
        let sink = progress
        let file = try OpenFile(opening: path)
        let id = try await engine.buildImage(
            context: .reader { RegionReader(file.region) }, options: options,
            onProgress: { line in
                let text = line.status.trimmingSpaces
                if text.hasPrefix("Step ") { sink(.note("\(service): \(text)")) }
            })
        progress(.ended(stage, outcome: "built"))
        return (id, inputs)
    }

    /// A Dockerfile that stands in the Compose file goes along under a name that no context has.
    private static func dockerfile(of section: ComposeService.Build) -> String {
        section.dockerfileInline == nil ? section.dockerfile ?? "Dockerfile" : ".valise.inline.Dockerfile"
    }

    private func locked(_ image: NeededImage, inputs: Digest) async throws -> String? {
        let entry = lock?.images[image.reference.description]
        let digest = entry?.platforms[platform.description]
        if let digest, entry?.inputs == inputs, let found = try await engine.inspectImage(digest.description) {
            progress(.note("\(image.reference.familiar): as locked, already built"))
            return found.id
        }
        guard lockUse == .require else { return nil }
        throw Problem(
            "image.locked", .definition, at: image.position,
            "cannot pack `\(image.reference.familiar)` as `\(Lock.fileName)` names it",
            expected: digest?.description ?? "an entry in `\(Lock.fileName)`",
            found: entry == nil
                ? "none"
                : entry?.inputs == inputs ? "the engine no longer has it" : "what it is built from was changed",
            consequence: "nothing was packed", hint: "pack without `--locked` to build it and renew the lock")
    }

    private func options(_ section: ComposeService.Build, _ image: NeededImage) -> BuildOptions {
        var options = BuildOptions()
        options.dockerfile = Self.dockerfile(of: section)
        options.target = section.target
        for argument in section.arguments {
            if let value = argument.value ?? environment[argument.name] { options.arguments[argument.name] = value }
        }
        options.labels = section.labels
        options.tags = [image.reference.familiar] + section.tags
        options.platform = platform
        options.networkMode = section.network
        options.extraHosts = section.extraHosts
        options.shmSize = section.shmSize
        options.cache = section.noCache ? .unused : .used
        options.baseImages = section.pull ? .alwaysPulled : .ifMissing
        return options
    }

    /// All that decides over the result, but for the base images, whose tags may move: they are looked at again only when something else changes.
    private func inputs(_ context: Digest, _ options: BuildOptions) -> Digest {
        var hasher = Digest.Hasher()
        var parts = [context.description, options.dockerfile, options.target ?? "", options.networkMode ?? ""]
        parts += options.arguments.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value ?? "")" }
        parts += options.labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        parts += options.extraHosts + [platform.description]
        for part in parts { Array("\(part.utf8.count) \(part)\n".utf8).withUnsafeBytes { hasher.update($0) } }
        return hasher.finish()
    }
}
