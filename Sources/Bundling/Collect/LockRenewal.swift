import Foundation
public import Vocabulary

/// The lock as it is to be from now on, and what it says differently.
struct LockRenewal {
    let definition: Definition
    let use: LockUse
    let sourceDate: Int64?
    let progress: ProgressSink

    /// The time stays while nothing changes. Throws `Problems` `image.locked` (10) where the lock is required and cannot be kept.
    func renew(
        _ lock: Lock?, _ images: [CollectedImage], _ inputs: [ImageReference: Digest]
    ) throws -> (lock: Lock, moves: [ImageMove]) {
        var entries: [String: Lock.Image] = [:]
        var moves: [ImageMove] = []
        var problems: [Problem] = []
        for image in images {
            var entry = Lock.Image(
                platforms: [:], inputs: inputs[image.reference],
                upstream: ["engine", "registry"].contains(image.source) ? image.upstreamDigest : nil)
            for platform in image.platforms {
                entry.platforms[platform.platform.description] = .of(platform.configuration)
            }
            let before = lock?.images[image.reference.description]
            let isSame =
                before.map { known in entry.platforms.allSatisfy { known.platforms[$0.key] == $0.value } } ?? false
            if let before, use == .follow || isSame {
                // Other platforms of the same image were packed before and stay locked.
                entry.platforms.merge(before.platforms) { new, _ in new }
            }
            if !isSame, use == .require { problems.append(refusal(image, before, entry)) }
            if !isSame, let before {
                let move = ImageMove(reference: image.reference, from: before.shown, to: entry.shown)
                moves.append(move)
                progress(.note("\(image.reference.familiar): moved from \(move.from.short) to \(move.to.short)"))
            }
            entries[image.reference.description] = entry
        }
        if let problems = Problems(problems) { throw problems }
        let version = definition.application.version
        if use == .require, let lock { return (lock, []) }
        if let lock, lock.version == version, lock.images == entries { return (lock, []) }
        return (
            Lock(version: version, time: sourceDate ?? Int64(Date().timeIntervalSince1970), images: entries), moves
        )
    }

    private func refusal(_ image: CollectedImage, _ before: Lock.Image?, _ now: Lock.Image) -> Problem {
        let text = { (entry: Lock.Image) in
            entry.platforms.map { "\($0.key) \($0.value)" }.sorted().joined(separator: ", ")
        }
        return Problem(
            "image.locked", .definition,
            "cannot pack `\(image.reference.familiar)` as `\(Lock.fileName)` names it",
            expected: before.map(text) ?? "an entry in `\(Lock.fileName)`", found: text(now),
            consequence: "nothing was packed", hint: "pack with `--update` instead of `--locked` to renew the lock")
    }
}

/// An image that a name stood for before, and the one that it stands for now.
public struct ImageMove: Hashable, Sendable {
    public var reference: ImageReference
    /// Its digest at the registry where there was one, else that of its config.
    public var from: Digest
    public var to: Digest
}

extension Lock.Image {
    fileprivate var shown: Digest {
        upstream ?? platforms.sorted { $0.key < $1.key }.first?.value ?? .of([])
    }
}
