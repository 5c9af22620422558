import EngineClient
import Planning
import Vocabulary

/// Images of a cluster: in an engine's store under the name that services ask for, `127.0.0.1:PORT/REPOSITORY:TAG@DIGEST`, so that no task asks a registry.
extension StepContext {
    func probeServed(_ image: ResolvedImage) async throws -> Readiness {
        let names = ServedNames(image)
        guard let found = try await engine.inspectImage(names.pinned), image.matches(found),
            found.tags.contains(names.tagged)
        else { return .toDo }
        return .alreadySo
    }

    /// Pulls it, missing layers only, and gives it a tag: without one it is dangling, and goes with the next `docker image prune`.
    func hold(_ image: ResolvedImage) async throws -> StepResult {
        let names = ServedNames(image)
        var present = try await engine.inspectImage(names.pinned).flatMap { image.matches($0) ? $0 : nil }
        if present == nil { present = try await bring(image) }
        guard let present, let tagged = ImageReference(names.tagged) else {
            throw Problem(
                "image.not-arrived", .step,
                "cannot load image `\(image.reference.familiar)`: the engine pulled it, and has no image of its digest",
                expected: "\(names.pinned)", hint: "run `valise resume \(installation)`")
        }
        if !present.tags.contains(names.tagged) { try await engine.tagImage(names.pinned, as: tagged) }
        return StepResult()
    }

    func probeServedNames(_ image: ResolvedImage) async throws -> Readiness {
        let names = ServedNames(image)
        for name in [names.tagged, names.pinned] where try await engine.inspectImage(name) != nil { return .toDo }
        return .alreadySo
    }

    /// Takes the names away; the content goes with the last name of whomever.
    func letGo(_ image: ResolvedImage) async throws -> StepResult {
        let names = ServedNames(image)
        for name in [names.tagged, names.pinned] {
            do {
                _ = try await engine.removeImage(name)
            } catch let problem as Problem where problem.isEngineNotFound {
                // Gone already.
            } catch let problem as Problem where problem.isEngineConflict {
                return StepResult(remnants: [remnant(image, "in use")])
            }
        }
        return StepResult()
    }
}

/// The two names of an image on the engines of a cluster.
struct ServedNames: Hashable, Sendable {
    /// `127.0.0.1:5000/docker.io/library/redis@sha256:…`
    let pinned: String
    /// `127.0.0.1:5000/docker.io/library/redis:7`
    let tagged: String

    init(_ image: ResolvedImage) {
        pinned = image.name.name + (image.name.digest.map { "@\($0)" } ?? "")
        tagged = image.name.name + ":" + (image.name.tag ?? "latest")
    }
}
