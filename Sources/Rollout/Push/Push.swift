public import Opening
public import RegistryClient
import Synchronization
public import Vocabulary

/// What a push left in a registry.
public struct PushReport: Hashable, Sendable {
    /// By the name that each has there, sorted, with the digest of its index.
    public var images: [ImageReference: Digest]
    /// Blobs that were sent.
    public var uploaded: Int
    /// Blobs that the registry had.
    public var present: Int
    /// Bytes that were sent.
    public var bytes: ByteCount
}

/// Copies every image of a bundle into a registry, all platforms, and sends only what is not there: blobs first, then manifests, then the tag, so that a tag never names what is not whole.
///
/// Broken off, it is simply done again. Throws `push.same-name` (64) where two images would have one name there, and what `RegistryClient` throws. Memory does not
/// grow with the images; layers come straight out of the bundle, in the plain form decompressed on the way.
public func push(
    _ bundle: VerifiedBundle, to destination: PushDestination, form: ServedForm, over client: RegistryClient,
    progress: @escaping ProgressSink
) async throws -> PushReport {
    try await PushStage(
        bundle: bundle, content: BundleRegistry(bundle: bundle, preferred: form), destination: destination, form: form,
        client: client, progress: progress
    ).run()
}

/// The steps of ``push(_:to:form:over:progress:)``.
private struct PushStage: Sendable {
    let bundle: VerifiedBundle
    let content: BundleRegistry
    let destination: PushDestination
    let form: ServedForm
    let client: RegistryClient
    let progress: ProgressSink

    func run() async throws -> PushReport {
        try checkNames()
        var report = PushReport(images: [:], uploaded: 0, present: 0, bytes: .zero)
        // Where a blob is by now: of another repository it is mounted, not sent again.
        var known: [Digest: ImageReference] = [:]
        for image in bundle.manifest.images {
            let reference = destination.reference(of: image.reference)
            let blobs = blobs(of: image)
            let total = blobs.filter { known[$0.digest] == nil }.reduce(Int64(0)) { $0 + $1.size }
            let stage = ProgressStage("push:\(reference)")
            progress(.began(stage, title: "push `\(reference.familiar)`", total: .bytes(ByteCount(total))))
            let sent = SentBytes(stage: stage, sink: progress)
            let outcomes = try await push(blobs, of: image, to: reference, known, sent)
            for blob in blobs { known[blob.digest] = reference }
            for platform in image.platforms {
                let digest = form == .packed ? platform.packedManifest.digest : platform.plainManifest.digest
                try await push(manifest: digest, of: image, to: reference.untagged.pinned(to: digest))
            }
            let index = image.index(form).digest
            try await push(
                manifest: index, of: image, to: reference.tag == nil ? reference.pinned(to: index) : reference)
            report.images[reference] = index
            report.uploaded += outcomes.count { $0 == .uploaded }
            report.present += outcomes.count { $0 != .uploaded }
            report.bytes += sent.total
            progress(.ended(stage, outcome: sent.total == .zero ? "was there" : "\(sent.total) sent"))
        }
        return report
    }

    private func checkNames() throws {
        let names = Dictionary(grouping: bundle.manifest.images) { destination.reference(of: $0.reference) }
        let problems = names.filter { $0.value.count > 1 && $0.key.tag != nil }.sorted { $0.key < $1.key }.map {
            name, images in
            Problem(
                "push.same-name", .usage,
                "cannot push \(images.map { "`\($0.reference.familiar)`" }.joined(separator: " and ")): both would be `\(name.familiar)`",
                consequence: "nothing was sent",
                hint: "copy one of them with `skopeo copy oci-archive:\(bundle.path):\(images[0].reference) docker://…`"
            )
        }
        if let problems = Problems(problems) { throw problems }
    }

    private func blobs(of image: BundledImage) -> [Descriptor] {
        var seen: Set<Digest> = []
        return image.platforms.flatMap { platform in
            [platform.config]
                + platform.layers.map { layer in
                    form == .packed
                        ? layer.stored : Descriptor(mediaType: .layerTar, digest: layer.diffID, size: layer.plainSize)
                }
        }.filter { seen.insert($0.digest).inserted }
    }

    /// Several at a time; how many move at once the client bounds.
    private func push(
        _ blobs: [Descriptor], of image: BundledImage, to reference: ImageReference, _ known: [Digest: ImageReference],
        _ sent: SentBytes
    ) async throws -> [PushOutcome] {
        try await withThrowingTaskGroup(of: PushOutcome.self) { group in
            for blob in blobs {
                group.addTask {
                    guard let body = try content.blob(in: image.reference.servedRepository, digest: blob.digest) else {
                        throw missing(blob.digest, image)
                    }
                    let counted = sent.counter()
                    return try await client.push(
                        body, digest: blob.digest, to: reference, mountingFrom: known[blob.digest], onBytes: counted)
                }
            }
            var outcomes: [PushOutcome] = []
            for try await outcome in group { outcomes.append(outcome) }
            return outcomes
        }
    }

    private func push(manifest digest: Digest, of image: BundledImage, to reference: ImageReference) async throws {
        let served = try content.manifest(in: image.reference.servedRepository, for: .digest(digest))
        guard let served else { throw missing(digest, image) }
        try await client.push(manifest: served.bytes, as: served.mediaType, to: reference)
    }

    private func missing(_ digest: Digest, _ image: BundledImage) -> Problem {
        Problem(
            "bundle.blob-missing", .bundle,
            "cannot push `\(image.reference.familiar)`: the bundle does not hold \(digest)",
            hint: "copy the bundle again from where it came from")
    }
}

/// Sums up what all blobs of an image have sent, and tells it.
private final class SentBytes: Sendable {
    private let stage: ProgressStage
    private let sink: ProgressSink
    private let count = Mutex(Int64(0))

    init(stage: ProgressStage, sink: @escaping ProgressSink) {
        self.stage = stage
        self.sink = sink
    }

    var total: ByteCount { ByteCount(count.withLock { $0 }) }

    /// For one blob. An upload that begins again counts its bytes once.
    func counter() -> @Sendable (Int64) -> Void {
        let most = Mutex(Int64(0))
        return { [self] bytes in
            let step = most.withLock { most in
                let step = max(0, bytes - most)
                most = max(most, bytes)
                return step
            }
            let total = count.withLock { count in
                count += step
                return count
            }
            sink(.advanced(stage, done: .bytes(ByteCount(total))))
        }
    }
}

extension ImageReference {
    fileprivate var untagged: ImageReference {
        ImageReference(registry: registry, repository: repository, tag: nil, digest: nil)
    }
}
