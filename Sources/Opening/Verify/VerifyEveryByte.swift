import ArchiveIO
public import Vocabulary

/// What ``verifyEveryByte(_:progress:)`` has read.
public struct VerificationReport: Hashable, Sendable {
    /// The bundle id.
    public var id: Digest
    /// Of the file.
    public var size: ByteCount
    public var images: Int
    public var files: Int
    /// Distinct ones.
    public var layers: Int
    /// Of all distinct layers, as they are stored.
    public var storedBytes: ByteCount
    /// Of all distinct layers, uncompressed.
    public var plainBytes: ByteCount
    /// Entries that were skipped: signatures are not checked by this format version.
    public var uncheckedSignatures: [String]
}

/// Reads every layer, stored and decompressed, and compares both digests. All else was verified on the way to a ``VerifiedBundle``.
///
/// Costs one pass over the file and as much decompression; memory is that of one decoder. Stops between two pieces when its task is
/// cancelled. Throws with exit 11 `bundle.digest`, `bundle.layer`, `content.…`.
public func verifyEveryByte(_ bundle: VerifiedBundle, progress: ProgressSink) throws -> VerificationReport {
    let layers = distinctLayers(of: bundle.manifest)
    let total = layers.reduce(ByteCount.zero) { $0 + ByteCount($1.stored.size) }
    let stage = ProgressStage("verify")
    progress(.began(stage, title: "verify \(bundle.path.lastComponent)", total: .bytes(total)))
    var done = ByteCount.zero
    for layer in layers {
        do {
            try verify(layer, of: bundle) { progress(.advanced(stage, done: .bytes(done + ByteCount($0)))) }
        } catch let problem as Problem where problem.exit == .bundle {
            throw located(problem, in: layer, of: bundle)
        }
        done += ByteCount(layer.stored.size)
    }
    progress(.advanced(stage, done: .bytes(done)))
    progress(.ended(stage, outcome: "every byte is as it was packed"))
    return VerificationReport(
        id: bundle.id, size: bundle.size, images: bundle.manifest.images.count, files: bundle.manifest.files.count,
        layers: Set(layers.map(\.stored.digest)).count, storedBytes: total,
        plainBytes: layers.reduce(.zero) { $0 + ByteCount($1.plainSize) }, uncheckedSignatures: bundle.signatures)
}

/// In the order of the file, each once.
private func distinctLayers(of manifest: BundleManifest) -> [BundledLayer] {
    let all = Set(manifest.images.flatMap(\.platforms).flatMap(\.layers))
    return all.sorted { ($0.stored.digest, $0.diffID) < ($1.stored.digest, $1.diffID) }
}

/// What is wrong with a layer, as a person can use it: which images need it, and that only another copy helps.
private func located(_ problem: Problem, in layer: BundledLayer, of bundle: VerifiedBundle) -> Problem {
    let images = bundle.manifest.images.filter { image in
        image.platforms.contains { $0.layers.contains { $0.stored.digest == layer.stored.digest } }
    }
    let names = images.map { "`\($0.reference.familiar)`" }.joined(separator: ", ")
    let archive = bundle.opened.archive
    let entry = archive.entry(named: BundleDocuments.blobName(layer.stored.digest))
    return Problem(
        problem.code, .bundle,
        "cannot read the bundle `\(bundle.path)`: the layer \(layer.stored.digest) of \(names) is damaged",
        expected: problem.expected, found: problem.found ?? problem.message,
        consequence: "\(names) cannot be loaded from this copy",
        hint: BundleReading(archive: archive).copyAgain(entry) + ", and compare both with `sha256sum`")
}

/// One pass: the stored bytes are hashed as they go into the decoder, the decoded ones as they come out.
private func verify(_ layer: BundledLayer, of bundle: VerifiedBundle, progress: (Int64) -> Void) throws {
    let reading = BundleReading(archive: bundle.opened.archive)
    guard let region = bundle.blob(layer.stored.digest) else {
        throw reading.entries("it has no layer \(layer.stored.digest)")
    }
    let stored = HashingReader(RegionReader(region))
    var plain = try LayerReader.verifying(layer, from: stored)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { buffer.deallocate() }
    while try plain.read(into: buffer) > 0 {
        try Task.checkCancellation()
        progress(stored.count)
    }
    // A decoder may leave what follows the end of its data.
    while try stored.read(into: buffer) > 0 {}
    try reading.checkDigest(stored.digest, layer.stored)
}
