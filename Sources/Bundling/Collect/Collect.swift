import Compose
import ContentStore
public import EngineClient
import RegistryClient
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
        let loan = EngineLoan(connect)
        let platforms = try await self.platforms(loan)
        try checkServices(platforms)
        let work = try WorkFolder(in: options.workFolder)
        let cache = try ContentCache(
            at: options.cacheFolder ?? work.path.appending("content"),
            limit: options.cacheFolder == nil ? ByteCount(.max) : options.cacheLimit)
        let intake = LayerIntake(cache: cache, storage: options.layers, work: work)
        let gate = CompressionGate(width: CompressionGate.width(of: options.layers))
        let (built, fetched) = try await RegistryClient.using(options.registries) { client in
            let registry = RegistrySource(
                client: client, cache: cache, gate: gate, locked: lockedUpstreams(lock), lockUse: options.lock,
                progress: progress)
            let search = ImageSearch(
                definition: definition, platforms: platforms, preference: options.imagesFrom, registry: registry,
                loan: loan, locked: locked(lock, platforms), cache: cache, gate: gate, work: work, progress: progress)
            let found = try await search.run()
            let built = try await build(loan, platforms, lock, workFolder: work.path)
            return (built, try await fetch(loan, found, built, registry, platforms, intake, gate))
        }
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
        let renewal = try LockRenewal(
            definition: definition, use: options.lock, sourceDate: options.sourceDate, progress: progress
        ).renew(lock, images, built.mapValues(\.inputs))
        let store = cache.store
        let folders = try await BlockingWork.run { _ in
            try DataFolders(definition: self.definition, images: images, store: store).folders()
        }
        return CollectedContent(
            definition: definition, platforms: platforms, images: images, dataFolders: folders,
            created: options.sourceDate ?? renewal.lock.time, moves: renewal.moves, lock: renewal.lock,
            lockBytesBefore: lockBytes, cache: cache, work: work)
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

    private func platforms(_ loan: EngineLoan) async throws -> [Platform] {
        let wanted = options.platforms.isEmpty ? definition.platforms : options.platforms
        if !wanted.isEmpty { return Array(Set(wanted.map(\.normalized))).sorted() }
        // Who builds needs the engine all the same; who does not is better told of platforms than of engines.
        let builds = definition.images.contains { if case .build = $0.origin { true } else { false } }
        if let engine = builds ? try await loan.engine() : await loan.engineIfAny() {
            return [try await engine.info().platform.normalized]
        }
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
        _ loan: EngineLoan, _ platforms: [Platform], _ lock: Lock?, workFolder: AbsolutePath
    ) async throws -> [ImageReference: (id: String, inputs: Digest)] {
        var built: [ImageReference: (id: String, inputs: Digest)] = [:]
        for image in definition.images {
            guard case .build(let section, let service) = image.origin else { continue }
            let engine = try await loan.engine()
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

    /// Brings everything into the cache.
    private func fetch(
        _ loan: EngineLoan, _ found: ImageSearch.Sightings,
        _ built: [ImageReference: (id: String, inputs: Digest)], _ registry: RegistrySource, _ platforms: [Platform],
        _ intake: LayerIntake, _ gate: CompressionGate
    ) async throws -> [ImageReference: FetchedImage] {
        var result: [ImageReference: FetchedImage] = [:]
        for (source, image) in found.inLayouts {
            result.merge(try await source.fetch([image], into: intake, progress: progress)) { first, _ in first }
        }
        result.merge(try await registry.fetch(found.inRegistries, into: intake, progress: progress)) { first, _ in first
        }
        if !found.inEngine.isEmpty || !built.isEmpty {
            let source = EngineSource(
                engine: try await loan.engine(), locked: [:], built: built, progress: progress, cache: intake.cache,
                gate: gate)
            var images = found.inEngine
            for image in definition.images where built[image.reference] != nil {
                guard case .found(let sighted) = try await source.look(for: image, platforms: platforms) else {
                    throw Problem(
                        "image.not-found", .definition, at: image.position,
                        "cannot pack the image `\(image.reference.familiar)`: it was built, and \(source.place) no longer has it",
                        consequence: "nothing was packed", hint: "pack again")
                }
                images.append(sighted)
            }
            result.merge(try await source.fetch(images, into: intake, progress: progress)) { first, _ in first }
        }
        for image in definition.images {
            if let source = result[image.reference]?.source {
                progress(.note("\(image.reference.familiar): \(source)"))
            }
        }
        return result
    }

    /// Configs that the lock names. With `--update` what the names stand for now is taken.
    private func locked(_ lock: Lock?, _ platforms: [Platform]) -> [ImageReference: Digest] {
        guard options.lock != .update, platforms.count == 1, let platform = platforms.first, let lock else {
            return [:]
        }
        return lockedEntries(lock).compactMapValues { $0.platforms[platform.description] }
    }

    /// Manifests and indexes of registries that the lock names.
    private func lockedUpstreams(_ lock: Lock?) -> [ImageReference: Digest] {
        guard options.lock != .update, let lock else { return [:] }
        return lockedEntries(lock).compactMapValues(\.upstream)
    }

    private func lockedEntries(_ lock: Lock) -> [ImageReference: Lock.Image] {
        var result: [ImageReference: Lock.Image] = [:]
        for image in definition.images {
            guard case .anywhere = image.origin else { continue }
            result[image.reference] = lock.images[image.reference.description]
        }
        return result
    }
}
