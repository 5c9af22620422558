import Compose
import ContentStore
public import EngineClient
import Foundation
public import Vocabulary

/// Gathers the content of a bundle: images from where each of them is, verified and compressed on the way, each layer once.
///
/// `engine` is asked for only where an image must come from an engine. Memory does not grow with the images; disk below `workFolder`: all layers as they will be stored.
/// Throws `Problems` (exit 10) with all images that are missing: `image.not-found`, `image.wrong-platform`, `image.locked`, `definition.no-healthcheck`; one `Problem` for what goes wrong while content moves:
/// `image.damaged` (10), `image.export-damaged`, `engine.*`, `store.*` (14).
public func collect(
    _ definition: Definition, options: CollectOptions, engine: @escaping @Sendable () async throws -> EngineClient,
    progress: @escaping ProgressSink
) async throws -> CollectedContent {
    try await CollectStage(
        definition: definition, options: options, connect: engine, progress: progress,
        disk: definition.disk
    ).run()
}

/// The steps of ``collect(_:options:engine:progress:)``.
struct CollectStage {
    let definition: Definition
    let options: CollectOptions
    let connect: @Sendable () async throws -> EngineClient
    let progress: ProgressSink
    let disk: DefinitionDisk

    func run() async throws -> CollectedContent {
        let (lockBytes, lock) = try readLock()
        let needsEngine = definition.images.contains { if case .layout = $0.origin { false } else { true } }
        let engine = needsEngine ? try await connect() : nil
        let platforms = try await self.platforms(engine)
        try checkServices(platforms)
        let layers = try TemporaryLayers(in: options.workFolder)
        let intake = LayerIntake(store: layers.store, storage: options.layers)
        let found = try await lookForAll(engine, platforms, lock)
        let built = try await build(engine, platforms, lock, workFolder: layers.folder)
        let fetched = try await fetch(engine, found, built, platforms, intake)
        let images = definition.images.compactMap { needed in
            fetched[needed.reference].map { image in
                CollectedImage(
                    reference: needed.reference, services: needed.services, source: image.source,
                    upstreamDigest: upstream(image, of: needed, lock), platforms: image.platforms)
            }
        }
        if let problems = Problems(try HealthNeeds(definition: definition, images: images).problems()) {
            throw problems
        }
        let newLock = try renew(lock, images, built)
        let store = layers.store
        let definition = self.definition
        let folders = try await BlockingWork.run { _ in
            try DataFolders(definition: definition, images: images, store: store).folders()
        }
        return CollectedContent(
            definition: definition, platforms: platforms, images: images, dataFolders: folders,
            created: options.sourceDate ?? newLock.time, lock: newLock, lockBytesBefore: lockBytes, layers: layers)
    }

    /// One engine pulled an image and knows its digest, another loaded it and does not: what the lock says of the same image counts.
    private func upstream(_ image: FetchedImage, of needed: NeededImage, _ lock: Lock?) -> Digest? {
        guard case .anywhere = needed.origin, let entry = lock?.images[needed.reference.description] else {
            return image.upstreamDigest
        }
        let same = image.platforms.allSatisfy { entry.platforms[$0.platform.description] == .of($0.configuration) }
        return same ? entry.upstream : image.upstreamDigest
    }

    private func readLock() throws -> ([UInt8]?, Lock?) {
        guard let path = RelativePath(Lock.fileName), let bytes = try disk.read(path) else {
            guard options.lock == .require else { return (nil, nil) }
            throw Problem(
                "lock.missing", .definition,
                "cannot keep to the lock: there is no `\(Lock.fileName)` beside `valise.yaml`",
                consequence: "nothing was packed",
                hint: "pack once without `--locked`, and keep the lock in version control")
        }
        return (bytes, try Lock(parsing: bytes))
    }

    private func platforms(_ engine: EngineClient?) async throws -> [Platform] {
        let wanted = options.platforms.isEmpty ? definition.platforms : options.platforms
        if !wanted.isEmpty { return Array(Set(wanted.map(\.normalized))).sorted() }
        if let engine { return [try await engine.info().platform.normalized] }
        throw Problem(
            "definition.no-platform", .definition, "it is not said for which platforms to pack",
            expected: "`platforms: [linux/amd64]` in valise.yaml", hint: "or give `--platform linux/amd64`")
    }

    /// A service that asks for another platform would never start.
    private func checkServices(_ platforms: [Platform]) throws {
        let problems = definition.project.services.compactMap { service -> Problem? in
            guard let text = service.platform, let asked = Platform(text)?.normalized, !platforms.contains(asked) else {
                return nil
            }
            return Problem(
                "image.wrong-platform", .definition, at: service.positions["platform"] ?? service.position,
                "service `\(service.name)` asks for the platform `\(asked)`, which is not packed",
                expected: platforms.map(\.description).joined(separator: ", "),
                hint: "add it to `platforms:` in valise.yaml, or take it out of the service")
        }
        if let problems = Problems(problems) { throw problems }
    }

    /// Builds what must be built, one after the other: the engine has one machine.
    private func build(
        _ engine: EngineClient?, _ platforms: [Platform], _ lock: Lock?, workFolder: AbsolutePath
    ) async throws -> [ImageReference: (id: String, inputs: Digest)] {
        var built: [ImageReference: (id: String, inputs: Digest)] = [:]
        for image in definition.images {
            guard case .build(let section, let service) = image.origin, let engine else { continue }
            let own = try await engine.info().platform.normalized
            guard platforms == [own] else {
                throw Problem(
                    "image.wrong-platform", .definition, at: image.position,
                    "cannot build `\(image.reference.familiar)` for \(platforms.map(\.description).joined(separator: ", ")): the engine builds for its own platform",
                    expected: own.description, consequence: "nothing was packed",
                    hint: "pack with `--platform \(own)`, or build elsewhere and name an `oci:` folder under `images:`")
            }
            let folder: AbsolutePath
            switch section.contextLocation {
            case let location? where location.bundleName != nil:
                folder = location.bundleName.map(disk.location) ?? disk.folder
            default: folder = disk.folder
            }
            built[image.reference] = try await ImageBuilding(
                engine: engine, platform: own, lock: lock, lockUse: options.lock,
                environment: definition.environment, workFolder: workFolder, progress: progress
            ).build(image, section, service: service, context: folder)
        }
        return built
    }

    /// What was found before anything moves.
    private struct Sightings {
        var inEngine: [SightedImage] = []
        var inLayouts: [(source: LayoutSource, image: SightedImage)] = []
    }

    /// Finds every image that need not be built, so that all that are missing are named at once, and before the first long build.
    private func lookForAll(_ engine: EngineClient?, _ platforms: [Platform], _ lock: Lock?) async throws -> Sightings {
        var problems: [Problem] = []
        var found = Sightings()
        for image in definition.images {
            switch image.origin {
            case .build: continue
            case .layout(let folder, let name, let written):
                let source = LayoutSource(folder: folder, name: name, written: written)
                let sighting = try source.look(for: image, platforms: platforms)
                if let sighted = sighted(image, sighting, source.place, platforms, &problems) {
                    found.inLayouts.append((source, sighted))
                }
            case .anywhere where options.imagesFrom == .registry: problems.append(Self.registryProblem(image))
            case .anywhere:
                guard let engine else { continue }
                let source = EngineSource(engine: engine, locked: locked(lock, platforms), progress: progress)
                let sighting = try await source.look(for: image, platforms: platforms)
                if let sighted = sighted(image, sighting, source.place, platforms, &problems) {
                    found.inEngine.append(sighted)
                }
            }
        }
        if let problems = Problems(Findings.sorted(problems)) { throw problems }
        return found
    }

    /// Brings everything into the store; all that an engine has in one export.
    private func fetch(
        _ engine: EngineClient?, _ found: Sightings, _ built: [ImageReference: (id: String, inputs: Digest)],
        _ platforms: [Platform], _ intake: LayerIntake
    ) async throws -> [ImageReference: FetchedImage] {
        var result: [ImageReference: FetchedImage] = [:]
        for (source, image) in found.inLayouts {
            result.merge(try await source.fetch([image], into: intake, progress: progress)) { first, _ in first }
        }
        if let engine {
            let source = EngineSource(engine: engine, locked: [:], built: built, progress: progress)
            var images = found.inEngine
            var problems: [Problem] = []
            for image in definition.images where built[image.reference] != nil {
                let sighting = try await source.look(for: image, platforms: platforms)
                if let sighted = sighted(image, sighting, source.place, platforms, &problems) { images.append(sighted) }
            }
            if let problems = Problems(Findings.sorted(problems)) { throw problems }
            result.merge(try await source.fetch(images, into: intake, progress: progress)) { first, _ in first }
        }
        for image in definition.images {
            if let source = result[image.reference]?.source {
                progress(.note("\(image.reference.familiar): \(source)"))
            }
        }
        return result
    }

    private func sighted(
        _ image: NeededImage, _ sighting: ImageSighting, _ place: String, _ platforms: [Platform],
        _ problems: inout [Problem]
    ) -> SightedImage? {
        let name = image.reference.familiar
        let wanted = platforms.map(\.description).joined(separator: ", ")
        switch sighting {
        case .found(let found): return found
        case .otherPlatforms(let there):
            problems.append(
                Problem(
                    "image.wrong-platform", .definition, at: image.position,
                    "cannot pack the image `\(name)`: \(place) has it for other platforms", expected: wanted,
                    found: there.map(\.description).joined(separator: ", "), consequence: "nothing was packed"))
        case .absent:
            let isLayout = if case .layout = image.origin { true } else { false }
            problems.append(
                Problem(
                    "image.not-found", .definition, at: image.position,
                    "cannot pack the image `\(name)`: \(place) has none of this name",
                    expected: "\(name) for \(wanted)",
                    found: isLayout
                        ? nil
                        : "registries were not asked: this release takes images from an engine, from `oci:` folders and from `build:` sections",
                    consequence: "nothing was packed",
                    hint: isLayout
                        ? "look at the names with `skopeo list-tags` or in its `index.json`"
                        : "get it there with `docker pull \(name)`"))
        }
        return nil
    }

    private static func registryProblem(_ image: NeededImage) -> Problem {
        Problem(
            "image.not-found", .definition, at: image.position,
            "cannot pack the image `\(image.reference.familiar)` from its registry: this release does not ask registries yet",
            consequence: "nothing was packed",
            hint: "`docker pull \(image.reference.familiar)`, then pack with `--images-from engine`")
    }

    private func locked(_ lock: Lock?, _ platforms: [Platform]) -> [ImageReference: Digest] {
        guard platforms.count == 1, let platform = platforms.first, let lock else { return [:] }
        var result: [ImageReference: Digest] = [:]
        for image in definition.images {
            guard case .anywhere = image.origin else { continue }
            result[image.reference] = lock.images[image.reference.description]?.platforms[platform.description]
        }
        return result
    }

    /// The lock as it is to be from now on; the time stays while nothing changes.
    private func renew(
        _ lock: Lock?, _ images: [CollectedImage], _ built: [ImageReference: (id: String, inputs: Digest)]
    ) throws -> Lock {
        var entries: [String: Lock.Image] = [:]
        var problems: [Problem] = []
        for image in images {
            var entry = Lock.Image(
                platforms: [:], inputs: built[image.reference]?.inputs,
                upstream: image.source == "engine" ? image.upstreamDigest : nil)
            for platform in image.platforms {
                entry.platforms[platform.platform.description] = .of(platform.configuration)
            }
            let before = lock?.images[image.reference.description]
            if let before, options.lock == .follow {
                // Other platforms of the same image were packed before and stay locked.
                entry.platforms.merge(before.platforms) { new, _ in new }
            }
            let same =
                before.map { known in entry.platforms.allSatisfy { known.platforms[$0.key] == $0.value } } ?? false
            if !same, options.lock == .require {
                problems.append(
                    Problem(
                        "image.locked", .definition,
                        "cannot pack `\(image.reference.familiar)` as `\(Lock.fileName)` names it",
                        expected: before?.platforms.map { "\($0.key) \($0.value)" }.sorted().joined(separator: ", ")
                            ?? "an entry in `\(Lock.fileName)`",
                        found: entry.platforms.map { "\($0.key) \($0.value)" }.sorted().joined(separator: ", "),
                        consequence: "nothing was packed", hint: "pack without `--locked` to renew the lock"))
            } else if !same, before != nil {
                progress(.note("\(image.reference.familiar): the lock was renewed"))
            }
            entries[image.reference.description] = entry
        }
        if let problems = Problems(problems) { throw problems }
        let version = definition.application.version
        if options.lock == .require, let lock { return lock }
        if let lock, lock.version == version, lock.images == entries { return lock }
        return Lock(version: version, time: options.sourceDate ?? Int64(Date().timeIntervalSince1970), images: entries)
    }
}
