import EngineClient
import HostAccess
import Ledger
import Planning
import Vocabulary

/// Images: in the engine's store under their name, or given up again.
extension StepContext {
    func probeImage(_ image: ResolvedImage) async throws -> Readiness {
        if image.naming == .served { return try await probeServed(image) }
        guard let found = try await engine.inspectImage(image.name.familiar), image.matches(found) else { return .toDo }
        return loopbackNames(of: image, found).isEmpty ? .alreadySo : .toDo
    }

    /// Pulls what is missing from the registry of this install, names it, and takes the registry's own name away.
    func load(_ image: ResolvedImage) async throws -> StepResult {
        if image.naming == .served { return try await hold(image) }
        let named = try await engine.inspectImage(image.name.familiar)
        if let named, !image.matches(named), image.naming == .compose { throw tagTaken(image) }
        var present = named.flatMap { image.matches($0) ? $0 : nil }
        if present == nil { present = try await content(of: image) }
        if present == nil { present = try await bring(image) }
        guard let present else {
            throw Problem(
                "image.not-arrived", .step,
                "cannot load image `\(image.reference.familiar)`: the engine pulled it, and has no image of its digest",
                expected: "config \(image.config)", hint: "run `valise resume \(installation)`")
        }
        if named.map({ !image.matches($0) }) ?? true { try await engine.tagImage(present.id, as: image.name) }
        try await removeLoopbackNames(of: image)
        return StepResult(brought: Self.objects(of: image))
    }

    /// What loading an image brings.
    static func objects(of image: ResolvedImage) -> [TargetObject] {
        [
            TargetObject(kind: .tag, name: image.name.description, engineID: image.config.description),
            TargetObject(kind: .image, name: image.config.description),
        ]
    }

    func bring(_ image: ResolvedImage) async throws -> ImageDetails? {
        switch try await images.way(for: image, source: source) {
        case .stream(let stream): return try await load(image, from: stream)
        case .pull(let registry):
            do {
                return try await pull(image, from: registry)
            } catch let problem as Problem where problem.exit == .step && !Self.isFullDisk(problem) {
                guard let stream = try await images.otherWay(for: image, source: source) else { throw problem }
                return try await load(image, from: stream)
            }
        }
    }

    private func load(_ image: ResolvedImage, from stream: ImageStream) async throws -> ImageDetails? {
        let engine = engine
        var stream = stream
        stream.present = try await lowestLayersThere(of: image)
        do {
            try await images.meter.following(image) { [stream] in
                do {
                    _ = try await engine.loadImages(.reader { try stream.open() })
                } catch let problem as Problem
                    where stream.present > 0 && problem.exit == .step && !Self.isFullDisk(problem)
                {
                    // An image that had them may be gone by now.
                    var all = stream
                    all.present = 0
                    _ = try await engine.loadImages(.reader { [all] in try all.open() })
                }
            }
        } catch let problem as Problem where problem.code.rawValue.hasPrefix("engine.") {
            throw try await inOwnWords(problem, image, pulled: stream.name.familiar)
        }
        return try await engine.inspectImage(stream.name.familiar)
    }

    /// How many of an image's layers the engine has in this order, from the lowest. A classic store of Docker's looks for each layer, by the chain of those below it, before it
    /// reads one of an archive (moby, `image/tarexport/load.go`); others want all of them there. Cost: one call for each of the engine's images.
    private func lowestLayersThere(of image: ResolvedImage) async throws -> Int {
        guard engine.engineVersion.product == "docker", try await !engine.info().containerdStore else { return 0 }
        let wanted = image.layers(.plain).map(\.digest.description)
        var most = 0
        for other in try await engine.listImages() {
            guard let layers = try await engine.inspectImage(other.id)?.layers else { continue }
            most = max(most, zip(wanted, layers).prefix { $0 == $1 }.count)
        }
        return most
    }

    func pull(_ image: ResolvedImage, from registry: LoopbackRegistry) async throws -> ImageDetails? {
        let reference = registry.reference(of: image)
        let engine = engine
        // An engine chooses its own platform of an index by itself, and better (`arm/v6` on `arm/v7`).
        let isOwn = image.platform.architecture == platform.architecture
        let asked = isOwn ? nil : image.platform
        do {
            try await images.meter.following(image) {
                try await images.damage.watching { try await engine.pullImage(reference.pulled, platform: asked) }
            }
        } catch let problem as Problem where problem.code.rawValue.hasPrefix("engine.") {
            throw try await inOwnWords(problem, image, pulled: reference.pulled)
        }
        return try await engine.inspectImage(reference.stored)
    }

    /// The image in the store under whatever name: by its ID, which is the config's digest or that of what was pulled.
    private func content(of image: ResolvedImage) async throws -> ImageDetails? {
        for digest in [
            image.config, image.plainIndex, image.packedIndex, image.plainManifest, image.packedManifest,
        ] {
            if let found = try await engine.inspectImage(digest.description), image.matches(found) { return found }
        }
        return nil
    }

    // MARK: Names on the way

    /// `127.0.0.1:PORT/…@` one of this image's digests: left by a pull, ours beyond doubt whatever the port was; and the name of a stream.
    private func loopbackNames(of image: ResolvedImage, _ found: ImageDetails) -> [String] {
        let loading = ImageStream.loadingName(of: image)
        return found.tags.filter { ImageReference($0) == loading }
            + (found.digests + found.tags).filter { name in
                guard name.hasPrefix("127.0.0.1:"), let slash = name.firstIndex(of: "/") else { return false }
                let rest = name[name.index(after: slash)...]
                return rest.hasPrefix(image.repository + "@") || rest.hasPrefix(image.repository + ":")
            }
    }

    /// One after the other, each after a new look: Podman lists `name@digest` for every digest of an image, has but the one that was pulled, and takes any
    /// other one for the whole image.
    private func removeLoopbackNames(of image: ResolvedImage) async throws {
        var removed: Set<String> = []
        while let found = try await content(of: image) {
            let names = loopbackNames(of: image, found).filter { !removed.contains($0) }
            let pulled = names.first { $0.hasSuffix(image.index(images.form).description) }
            guard let name = pulled ?? names.first else { return }
            removed.insert(name)
            do {
                _ = try await engine.removeImage(name)
            } catch let problem as Problem where problem.isEngineNotFound {
                // Gone already.
            }
        }
    }

    /// Engines say it in the words of the system (errno(3), ENOSPC), and in no other way.
    private static func isFullDisk(_ problem: Problem) -> Bool {
        problem.message.contains("no space left on device")
    }

    /// What went wrong with a pull, told of the image that a person knows, not of the registry that is gone in a moment.
    private func inOwnWords(_ problem: Problem, _ image: ResolvedImage, pulled: String) async throws -> Problem {
        var told = problem
        told.message = problem.message.replacing(
            "pull the image `\(pulled)`", with: "load image `\(image.name.familiar)`"
        )
        .replacing(pulled, with: image.name.familiar)
        guard Self.isFullDisk(problem) else { return told }
        let folder = try await engine.info().rootDirectory
        var free: ByteCount?
        if let path = AbsolutePath(folder) { free = try await host.freeSpace(at: path)?.size }
        told.found = (free.map { "\($0) free" } ?? "no room") + " in \(folder)"
        told.hint = "free space there, then run `valise resume \(installation)`"
        return told
    }

    // MARK: Release

    func probeRelease(_ image: ResolvedImage) async throws -> Readiness {
        if image.naming == .served { return try await probeServedNames(image) }
        let brought = Set(try ledger.broughtObjects(of: installation).map(\.object).map { "\($0.kind) \($0.name)" })
        return Self.objects(of: image).contains { brought.contains("\($0.kind) \($0.name)") } ? .toDo : .alreadySo
    }

    /// Takes away the name that was brought, and with it the content where nobody else names or uses it. What stays is told.
    func release(_ image: ResolvedImage) async throws -> StepResult {
        if image.naming == .served { return try await letGo(image) }
        var result = StepResult(gone: Self.objects(of: image))
        let sharers = try ledger.installations(thatBrought: .tag, named: image.name.description)
            .filter { $0 != installation }
        guard sharers.isEmpty else {
            let names = sharers.map { "`\($0)`" }.joined(separator: ", ")
            result.remnants = [remnant(image, "used by installation \(names)")]
            return result
        }
        try await removeLoopbackNames(of: image)
        let wasThere = try ledger.foundObjects(of: installation)
        let isBroughtName = !wasThere.contains { $0.kind == .tag && $0.name == image.name.description }
        if isBroughtName, let found = try await engine.inspectImage(image.name.familiar), image.matches(found) {
            let hasFoundContent = wasThere.contains { $0.kind == .image && $0.name == image.config.description }
            if hasFoundContent, found.tags.count <= 1 {
                result.remnants = [remnant(image, "its content was there before")]
                return result
            }
            if let reason = try await remove(image, as: image.name.familiar, found) {
                result.remnants = [remnant(image, reason)]
                return result
            }
        }
        // A name that was moved to a newer image has left the older one without any.
        if !wasThere.contains(where: { $0.kind == .image && $0.name == image.config.description }),
            let found = try await content(of: image), found.tags.isEmpty,
            let reason = try await remove(image, as: found.id, found)
        {
            result.remnants = [remnant(image, reason)]
        }
        return result
    }

    /// Why it was left; `nil` where it is gone.
    private func remove(_ image: ResolvedImage, as name: String, _ found: ImageDetails) async throws -> String? {
        let users = try await engine.listContainers(.all).filter { $0.imageID == found.id && !owns($0.labels) }
        if !users.isEmpty, found.tags.count <= 1 {
            return "used by " + users.map { "`\($0.name)`" }.sorted().joined(separator: ", ")
        }
        do {
            _ = try await engine.removeImage(name)
        } catch let problem as Problem where problem.isEngineNotFound {
            // Gone already.
        } catch let problem as Problem where problem.isEngineConflict {
            return "in use"
        }
        return nil
    }

    func remnant(_ image: ResolvedImage, _ reason: String) -> Remnant {
        Remnant(kind: .image, name: image.name.familiar, reason: reason)
    }

    private func tagTaken(_ image: ResolvedImage) -> Problem {
        Problem(
            "image.tag-taken", .step,
            "cannot name image `\(image.name.familiar)`: since the check, that name was given to another image",
            consequence: "the name was not moved; no container was touched",
            hint: "run `valise install` again: it will use a name of its own")
    }
}

extension ResolvedImage {
    func matches(_ found: ImageDetails) -> Bool { matches(id: found.id, digests: found.digests) }
    /// The repository under which the bundle's registry has it: registry and path.
    var repository: String { reference.servedRepository }
}
