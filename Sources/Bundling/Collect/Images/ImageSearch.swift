import EngineClient
import RegistryClient
import Vocabulary

/// Finds every image that need not be built before anything large moves, so that all that are missing are named at once.
struct ImageSearch: Sendable {
    let definition: Definition
    let platforms: [Platform]
    let preference: ImagePreference
    let registry: RegistrySource
    let loan: EngineLoan
    /// What the lock says of an image's config; for images in an engine.
    let locked: [ImageReference: Digest]
    let cache: ContentCache
    let gate: CompressionGate
    let work: WorkFolder
    let progress: ProgressSink

    /// What was found.
    struct Sightings: Sendable {
        var inEngine: [SightedImage] = []
        var inRegistries: [SightedImage] = []
        var inLayouts: [(source: any ImageSource, image: SightedImage)] = []
    }

    /// Throws `Problems` (10): `image.not-found`, `image.wrong-platform`; what an engine or a layout throws.
    func run() async throws -> Sightings {
        var problems: [Problem] = []
        var found = Sightings()
        for image in definition.images {
            do {
                switch image.origin {
                case .build: continue
                case .layout(let folder, let name, let written):
                    let source = LayoutSource(folder: folder, name: name, written: written, gate: gate)
                    let sighting = try source.look(for: image, platforms: platforms)
                    found.inLayouts.append((source, try sighted(image, sighting, in: source)))
                case .archive(let kind, let file, let name, let written):
                    let source = try await archive(kind, file, name, written)
                    let sighting = try await source.look(for: image, platforms: platforms)
                    found.inLayouts.append((source, try sighted(image, sighting, in: source)))
                case .anywhere: try await look(for: image, &found)
                }
            } catch let problem as Problem where problem.exit == .definition {
                problems.append(problem)
            }
        }
        if let problems = Problems(Findings.sorted(problems)) { throw problems }
        return found
    }

    private func archive(
        _ kind: ImageOrigin.Archive, _ file: AbsolutePath, _ name: String?, _ written: String
    ) async throws -> any ImageSource {
        switch kind {
        case .docker: return ArchiveSource(file: file, name: name, written: written, gate: gate)
        case .layout:
            let work = work
            let folder = try await gate.run {
                try LayoutArchive.unpack(file, written: written, into: work, flag: $0)
            }
            return LayoutSource(folder: folder, name: name, written: written, gate: gate)
        }
    }

    private func look(for image: NeededImage, _ found: inout Sightings) async throws {
        var refusal: Problem?
        if preference != .engine {
            do {
                let sighting = try await registry.look(for: image, platforms: platforms)
                let sighted = try sighted(image, sighting, in: registry)
                if preference == .auto { await compare(sighted, image) }
                found.inRegistries.append(sighted)
                return
            } catch let problem as Problem where problem.exit != .defect {
                guard preference == .auto else { throw problem.about(image) }
                refusal = problem
            }
        }
        let engine: EngineClient
        do { engine = try await loan.engine() } catch let problem as Problem {
            // Without any engine the registry is the place where the image should be.
            throw refusal?.about(image) ?? problem
        }
        let source = EngineSource(engine: engine, locked: locked, progress: progress, cache: cache, gate: gate)
        let sighting = try await source.look(for: image, platforms: platforms)
        do {
            found.inEngine.append(try sighted(image, sighting, in: source))
        } catch var problem as Problem {
            if let refusal {
                problem.found = "\(problem.found.map { $0 + "; " } ?? "")\(refusal.message)"
                problem.hint = refusal.hint ?? problem.hint
            }
            throw problem
        }
        if let refusal, refusal.code != "image.not-found" {
            progress(.note("\(image.reference.familiar): not from its registry: \(refusal.message)"))
        }
    }

    /// A local image under the same name is easily taken for the one that is packed.
    private func compare(_ sighted: SightedImage, _ image: NeededImage) async {
        guard let engine = await loan.engineIfAny() else { return }
        let local: ImageDetails?
        do { local = try await engine.inspectImage(image.reference.familiar) } catch { return }
        guard let local, let documents = sighted.documents.first(where: { $0.platform == local.platform.normalized })
        else { return }
        let isSame =
            local.layers.compactMap { Digest($0) } == documents.diffIDs
            || sighted.upstream.map { upstream in local.digests.contains { $0.hasSuffix("@\(upstream)") } } ?? false
        guard !isSame else { return }
        progress(
            .warning(
                Problem(
                    "image.differs-from-registry", .definition, severity: .warning, at: image.position,
                    "the engine's `\(image.reference.familiar)` is another image than the registry's",
                    expected: sighted.upstream.map { "\($0)" }, found: local.id,
                    consequence: "the registry's is packed",
                    hint: "to pack the engine's, pack with `--images-from engine`")))
    }

    private func sighted(
        _ image: NeededImage, _ sighting: ImageSighting, in source: any ImageSource
    ) throws -> SightedImage {
        let name = image.reference.familiar
        let wanted = platforms.map(\.description).joined(separator: ", ")
        switch sighting {
        case .found(let found): return found
        case .otherPlatforms(let there):
            throw Problem(
                "image.wrong-platform", .definition, at: image.position,
                "cannot pack the image `\(name)`: \(source.place) has it for other platforms", expected: wanted,
                found: there.map(\.description).joined(separator: ", "), consequence: "nothing was packed")
        case .absent:
            throw Problem(
                "image.not-found", .definition, at: image.position,
                "cannot pack the image `\(name)`: \(source.place) has none of this name",
                expected: "\(name) for \(wanted)", consequence: "nothing was packed", hint: source.hint(for: image))
        }
    }
}

extension Problem {
    /// The same, with the place in the definition that asked for the image.
    fileprivate func about(_ image: NeededImage) -> Problem {
        var problem = self
        problem.position = problem.position ?? image.position
        problem.consequence = problem.consequence ?? "nothing was packed"
        return problem
    }
}
