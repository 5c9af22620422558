import ArchiveIO
import Vocabulary

/// Verifies all small content of a bundle: image indexes, manifests, configs, files of the definition, `manifest.json`; and that they say the same.
///
/// Reads a few MiB. Throws with exit 11 `bundle.digest`, `.json`, `.inconsistent`, `archive.too-large`.
public func verify(_ bundle: OpenedBundle) throws -> VerifiedBundle {
    let reading = BundleReading(archive: bundle.archive)
    guard try reading.small(BundleDocuments.rescueName) == bundle.documents.rescue else {
        throw reading.inconsistent("`manifest.json` does not say what `index.json` says")
    }
    var manifests: [Digest: ServedManifest] = [:]
    for image in bundle.manifest.images {
        for served in try verify(image, reading) { manifests[served.digest] = served }
    }
    var seen: Set<Digest> = []
    for file in bundle.manifest.files {
        guard case .file(let content) = file.content, seen.insert(content.digest).inserted else { continue }
        var reader = RegionReader(try region(of: content, in: bundle.archive, reading))
        try reading.checkDigest(try digest(&reader), content)
    }
    return VerifiedBundle(opened: bundle, manifests: manifests)
}

/// One image: what it serves in both forms.
private func verify(_ image: BundledImage, _ reading: BundleReading) throws -> [ServedManifest] {
    let name = "`\(image.reference)`"
    let indexBytes = try reading.document(image.packedIndex)
    let index = try reading.decode(ImageIndex.self, indexBytes, "the index of \(name)")
    let listed = index.manifests.map { ManifestEntry($0) }
    guard listed == image.platforms.map(ManifestEntry.init) else {
        throw reading.inconsistent("the index of \(name) lists other platforms than the bundle manifest")
    }
    var served = [ServedManifest(image.packedIndex, indexBytes)]
    for platform in image.platforms {
        served.append(try verify(platform, of: name, reading))
    }
    let plain = try PlainForm.derive(from: image.platforms.map(PlainForm.Source.init))
    guard plain.index.descriptor == image.plainIndex,
        plain.manifests.map(\.descriptor) == image.platforms.map(\.plainManifest)
    else { throw reading.inconsistent("the plain form of \(name) is not the one that its layers give") }
    return served + ([plain.index] + plain.manifests).map { ServedManifest($0.descriptor, $0.bytes) }
}

private func verify(_ platform: BundledPlatform, of name: String, _ reading: BundleReading) throws -> ServedManifest {
    let bytes = try reading.document(platform.packedManifest)
    let manifest = try reading.decode(ImageManifest.self, bytes, "the manifest of \(name) for \(platform.platform)")
    guard ContentEntry(manifest.config) == ContentEntry(platform.config),
        manifest.layers.map(ContentEntry.init) == platform.layers.map({ ContentEntry($0.stored) })
    else {
        throw reading.inconsistent(
            "the manifest of \(name) for \(platform.platform) names other content than the bundle manifest")
    }
    let config = try reading.decode(
        ImageConfiguration.self, try reading.document(platform.config),
        "the config of \(name) for \(platform.platform)")
    guard config.rootfs.diffIDs == platform.layers.map(\.diffID) else {
        throw reading.inconsistent("the config of \(name) for \(platform.platform) has other layers")
    }
    let expected = platform.platform.normalized
    let found = config.platform.normalized
    guard found.os == expected.os, found.architecture == expected.architecture else {
        throw reading.inconsistent(
            "the config of \(name) is for another platform", expected: "\(platform.platform)",
            found: "\(config.platform)")
    }
    return ServedManifest(platform.packedManifest, bytes)
}

/// What must agree between an index and the bundle manifest.
private struct ManifestEntry: Equatable {
    let content: ContentEntry
    let platform: Platform?
    init(_ descriptor: Descriptor) {
        content = ContentEntry(descriptor)
        platform = descriptor.platform?.normalized
    }
    init(_ platform: BundledPlatform) {
        content = ContentEntry(platform.packedManifest)
        self.platform = platform.platform.normalized
    }
}

/// A descriptor without annotations.
private struct ContentEntry: Equatable {
    let mediaType: MediaType
    let digest: Digest
    let size: Int64
    init(_ descriptor: Descriptor) {
        mediaType = descriptor.mediaType
        digest = descriptor.digest
        size = descriptor.size
    }
}

extension ServedManifest {
    fileprivate init(_ descriptor: Descriptor, _ bytes: [UInt8]) {
        self.init(mediaType: descriptor.mediaType, digest: descriptor.digest, bytes: bytes)
    }
}

private func region(of content: Descriptor, in archive: ArchiveFile, _ reading: BundleReading) throws -> FileRegions {
    guard let entry = archive.entry(named: BundleDocuments.blobName(content.digest)) else {
        throw reading.entries("`\(BundleDocuments.blobName(content.digest))` is missing")
    }
    return archive.region(of: entry)
}

private func digest(_ reader: inout some ByteReader) throws -> Digest {
    var hasher = Digest.Hasher()
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 16)
    defer { buffer.deallocate() }
    while true {
        let got = try reader.read(into: buffer)
        if got == 0 { return hasher.finish() }
        hasher.update(UnsafeRawBufferPointer(rebasing: buffer[..<got]))
    }
}
